import { xattrTextBytesMax } from '../../domain/limits.ts'
import type { Xattrs } from '../../domain/operation.ts'
import type { WriteCalls } from './calls.ts'

/** `partly`: the filesystem or the kernel refused at least one. `unknown`: the program is missing or did not end. */
export type XattrsWritten = 'all' | 'partly' | 'unknown'

/**
 * Extended attributes, ACL and capabilities of what `fd` holds (an O_PATH descriptor will do). Node has no call for them;
 * the program gets the descriptor, so no name is looked up.
 */
export function readXattrs(calls: WriteCalls, fd: number): Xattrs {
  const args = ['-d', '-m', '-', '-e', 'base64', '--absolute-names', inheritedPath]
  const ran = calls.run({ program: 'getfattr', args, input: nothing, descriptors: [fd] })
  if (ran.state !== 'ran' || ran.status !== 0) return { state: 'unknown' }
  const lines = ran.output
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '' && line !== header)
  if (!lines.every((line) => xattrLine.test(line))) return { state: 'unknown' }
  return { state: 'known', lines: lines.sort() }
}

/** Sets the attributes that `lines` name on a file just made; others it may have stay. */
export function writeXattrs(calls: WriteCalls, fd: number, lines: readonly string[]): XattrsWritten {
  if (lines.length === 0) return 'all'
  // The lines come back from the store: one of another shape could name another file to setfattr.
  if (!lines.every((line) => xattrLine.test(line))) return 'partly'
  const input = Buffer.from([header, ...lines, ''].join('\n'), 'latin1')
  if (input.length > 2 * xattrTextBytesMax) return 'partly'
  const ran = calls.run({ program: 'setfattr', args: ['--restore=-'], input, descriptors: [fd] })
  if (ran.state !== 'ran') return 'unknown'
  return ran.status === 0 ? 'all' : 'partly'
}

/** Takes one attribute away if it is there. */
export function removeXattr(calls: WriteCalls, fd: number, name: string): void {
  calls.run({ program: 'setfattr', args: ['-x', name, inheritedPath], input: nothing, descriptors: [fd] })
}

export function nameOfXattr(line: string): string {
  const end = line.indexOf('=')
  return end < 0 ? line : line.slice(0, end)
}

const inheritedPath = '/proc/self/fd/3'
const header = `# file: ${inheritedPath}`
const nothing = Buffer.alloc(0)
/** getfattr writes `=`, the backslash and line ends of a name as octal escapes. */
const xattrLine = /^[a-z][^=\n\r\0]*(?:=0s[A-Za-z0-9+/=]*)?$/
