import { HoldfastError } from '../domain/errors.ts'
import type { ContentView } from '../service/contract/file.ts'
import { viewedContent, viewTitle, viewToJson } from './screens/view.ts'
import type { ViewForm } from './screens/view.ts'
import type { Session } from './session.ts'

export interface ViewFlags {
  readonly hex: boolean
  readonly raw: boolean
  readonly force: boolean
  readonly quiet: boolean
}

/** Prints one content. Raw bytes may hold escape sequences, so a terminal gets them only by force. */
export function showContent(session: Session, view: ContentView, flags: ViewFlags): void {
  const form: ViewForm = flags.raw ? 'raw' : flags.hex ? 'hex' : 'safe'
  if (session.format !== 'table') {
    session.print({ screen: () => [], json: () => viewToJson(view), listing: null })
    return
  }
  if (form === 'raw' && session.screen.target === 'terminal' && !flags.force) {
    throw new HoldfastError('HF_USAGE', 'raw bytes may control the terminal and were not printed', {
      hint: 'write them to a file: --raw > FILE    or print them all the same: --raw --force',
    })
  }
  if (!flags.quiet && form !== 'raw') process.stderr.write(`${viewTitle(view)}\n`)
  process.stdout.write(viewedContent(view, form))
}
