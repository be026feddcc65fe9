import { classOfName } from '../../domain/fileClass.ts'
import { invariant } from '../../domain/errors.ts'
import type { ByteName } from '../../domain/path.ts'
import { encodeFrame } from '../frame.ts'
import type { UnpackedHeader, UnpackHeader } from '../messages.ts'
import { wordOf } from './threadContents.ts'
import { parseHeader, post } from './threadTask.ts'
import type { ThreadContext, ThreadTask } from './threadTask.ts'

/** Unpacks some files of an archive that came with the request, and judges them. */
export async function unpackArchive<Rules>(
  task: ThreadTask,
  { tools, beats, cache }: ThreadContext<Rules>,
): Promise<void> {
  const rules = await cache.current(task.rules)
  invariant(rules !== undefined, 'asked to unpack without rules')
  const { from } = parseHeader(task.header) as UnpackHeader
  const archive = Buffer.from(task.tail.buffer, task.tail.byteOffset, task.tail.byteLength)
  const step = (): void => {
    beats.step(task.request, 0)
  }
  const { files, next } = await tools.unpack(archive, from, step)
  const rows = files.map(({ path, bytes }): UnpackedHeader['files'][number] => {
    step()
    const fileClass = classOfName(path.slice(path.lastIndexOf('/') + 1) as ByteName)
    const content = { bytes, oid: tools.files.sha256(bytes), fileClass, contentKind: tools.identify(bytes) }
    return [path, bytes.length, wordOf(tools.judge({ ...content, extent: { state: 'whole' } }, rules.all))]
  })
  const header: UnpackedHeader = { files: rows, next }
  const tail = files.map(({ bytes }) => bytes)
  post(task.port, encodeFrame('unpacked', task.request, header, tail))
}
