import type { OperationReason } from '../domain/operation.ts'

/** The reason as people read it after the path and a colon. */
export function reasonText(reason: OperationReason): string {
  return texts[reason]
}

const texts: Readonly<Record<OperationReason, string>> = {
  changed: 'the file changed since it was judged',
  vanished: 'the file is no longer there',
  occupied: 'there is a file where none was expected',
  'not-a-file': 'this is no regular file',
  unstable: 'the file is being written to',
  'too-large': 'the file is too large to be kept, and what is not kept is not changed',
  unreadable: 'the file or its directory cannot be read',
  immutable: 'the file or its directory is marked immutable (chattr +i)',
  'unsafe-place': 'the stage of holdfast on that filesystem is not safe',
  'read-only': 'the filesystem is read-only',
  'no-space': 'there is no space left on that filesystem',
  'root-owned-for-others': 'a file of root would come into a directory of somebody else',
  'not-kept': 'the bytes to put there are not in the store',
  'failed-call': 'the system refused the change',
  interrupted: 'holdfast ended before it touched the file',
}
