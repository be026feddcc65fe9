import { filesPerProgramMax, xattrTextBytesMax } from '../../domain/actingLimits.ts'
import type { Xattrs } from '../../domain/operation.ts'
import type { WriteCalls } from './calls.ts'
import { inheritedPath } from './internal/programs.ts'

/** `partly`: the filesystem or the kernel refused at least one. `unknown`: the program is missing or did not end. */
export type XattrsWritten = 'all' | 'partly' | 'unknown'

/**
 * Extended attributes, ACL and capabilities of what each descriptor holds (an O_PATH one will do), in this order. Node has
 * no call for them; the program gets the descriptors, so no name is looked up.
 */
export function readXattrs(calls: WriteCalls, fds: readonly number[]): readonly Xattrs[] {
  if (fds.length > filesPerProgramMax) {
    const [first, rest] = [fds.slice(0, filesPerProgramMax), fds.slice(filesPerProgramMax)]
    return [...readXattrs(calls, first), ...readXattrs(calls, rest)]
  }
  const sections = fds.length === 0 ? new Map<string, string[]>() : readSections(calls, fds)
  if (sections !== undefined) return fds.map((_, index) => known(sections.get(headerOf(index)) ?? []))
  // One file with more than the limit, or one that the program refuses, must not hide the others.
  return fds.length === 1 ? [{ state: 'unknown' }] : fds.flatMap((fd) => readXattrs(calls, [fd]))
}

/** Sets the attributes that `lines` name on a file just made; others it may have stay. */
export function writeXattrs(calls: WriteCalls, fd: number, lines: readonly string[]): XattrsWritten {
  if (lines.length === 0) return 'all'
  // The lines come back from the store: one of another shape could name another file to setfattr.
  if (!lines.every((line) => xattrLine.test(line))) return 'partly'
  const input = Buffer.from([headerOf(0), ...lines, ''].join('\n'), 'latin1')
  if (input.length > 2 * xattrTextBytesMax) return 'partly'
  const ran = calls.run({ program: 'setfattr', args: ['--restore=-'], input, descriptors: [fd] })
  if (ran.state !== 'ran') return 'unknown'
  return ran.status === 0 ? 'all' : 'partly'
}

/** Takes one attribute away if it is there. */
export function removeXattr(calls: WriteCalls, fd: number, name: string): void {
  const args = ['-x', name, inheritedPath(0)]
  calls.run({ program: 'setfattr', args, input: Buffer.alloc(0), descriptors: [fd] })
}

export function nameOfXattr(line: string): string {
  const end = line.indexOf('=')
  return end < 0 ? line : line.slice(0, end)
}

/** getfattr writes `=`, the backslash and line ends of a name as octal escapes. */
const xattrLine = /^[a-z][^=\n\r\0]*(?:=0s[A-Za-z0-9+/=]*)?$/

function headerOf(index: number): string {
  return `# file: ${inheritedPath(index)}`
}

/** The lines below each header; a file without attributes has none. undefined when not all could be read. */
function readSections(calls: WriteCalls, fds: readonly number[]): ReadonlyMap<string, string[]> | undefined {
  const args = [
    '-d',
    '-m',
    '-',
    '-e',
    'base64',
    '--absolute-names',
    ...fds.map((_, index) => inheritedPath(index)),
  ]
  const ran = calls.run({ program: 'getfattr', args, input: Buffer.alloc(0), descriptors: fds })
  if (ran.state !== 'ran' || ran.status !== 0) return undefined
  const sections = new Map<string, string[]>()
  let lines: string[] | undefined
  for (const line of ran.output.toString('latin1').split('\n')) {
    if (line.startsWith('#')) sections.set(line, (lines = []))
    else if (line !== '') lines?.push(line)
  }
  return sections
}

function known(lines: readonly string[]): Xattrs {
  return lines.every((line) => xattrLine.test(line))
    ? { state: 'known', lines: [...lines].sort() }
    : { state: 'unknown' }
}
