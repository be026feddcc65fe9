import { displayPath } from '../../domain/displayPath.ts'
import { shortOid } from '../../domain/oid.ts'
import type { ContentView } from '../../service/contract/file.ts'
import { fileFields } from '../json/fields.ts'
import { hexDump } from '../text/hexDump.ts'
import { counted } from '../text/numbers.ts'
import { safeContent } from '../text/safeContent.ts'

/** How `view` prints the bytes: escaped, as a hex dump, or as they are. */
export type ViewForm = 'safe' | 'hex' | 'raw'

export function viewedContent(view: ContentView, form: ViewForm): string | Buffer {
  switch (form) {
    case 'safe':
      return endedLine(safeContent(view.bytes))
    case 'hex':
      return hexDump(view.bytes)
    case 'raw':
      return view.bytes
  }
}

/** What the content is and how much of it is shown; for stderr, so that a pipe gets the content alone. */
export function viewTitle({ path, oid, size, bytes, source }: ContentView): string {
  const name = path === null ? '' : `${displayPath(path)}, `
  const part =
    bytes.length < size
      ? `the first ${counted(bytes.length, 'byte')} of ${counted(size, 'byte')}`
      : counted(size, 'byte')
  return `${name}content ${shortOid(oid)}, ${part}, from the ${source}`
}

export function viewToJson(view: ContentView): Readonly<Record<string, unknown>> {
  return {
    ...(view.path === null ? {} : fileFields(view.path)),
    hash: view.oid,
    size: view.size,
    source: view.source,
    shown: view.bytes.length,
    contentBase64: view.bytes.toString('base64'),
  }
}

function endedLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
