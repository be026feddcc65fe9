import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import type { Stats } from 'node:fs'
import type { ProgramRun, RanProgram } from './internal/programs.ts'
import { runProgram } from './internal/programs.ts'

/** `/proc/self/fd/N` or `/proc/self/fd/N/NAME`, as node:fs takes it: nothing here is reached by any other path. */
export type DescriptorPath = string | Buffer

/**
 * Every system call with which this room reads or changes the files of others, so that a test can fail or end the process
 * at any of them. Errors are those of node:fs.
 */
export interface WriteCalls {
  readonly open: (path: DescriptorPath, flags: number, mode: number) => number
  readonly close: (fd: number) => void
  readonly fstat: (fd: number) => Stats
  readonly read: (
    fd: number,
    target: Uint8Array,
    place: { at: number; length: number; position: number },
  ) => number
  /** May write less than asked for. */
  readonly write: (fd: number, bytes: Uint8Array, at: number) => number
  readonly fsync: (fd: number) => void
  readonly fchown: (fd: number, uid: number, gid: number) => void
  readonly fchmod: (fd: number, mode: number) => void
  /** Of what an O_PATH descriptor holds, which fchmod refuses. */
  readonly chmod: (path: DescriptorPath, mode: number) => void
  /** Both times in seconds. */
  readonly futimes: (fd: number, accessed: number, modified: number) => void
  readonly rename: (from: DescriptorPath, to: DescriptorPath) => void
  readonly link: (from: DescriptorPath, to: DescriptorPath) => void
  readonly unlink: (path: DescriptorPath) => void
  readonly mkdir: (path: DescriptorPath, mode: number) => void
  readonly rmdir: (path: DescriptorPath) => void
  readonly readdir: (path: DescriptorPath) => readonly string[]
  /** Whether we could write; says EPERM of what is immutable, and changes nothing. */
  readonly mayWrite: (path: DescriptorPath) => void
  readonly run: (run: ProgramRun) => RanProgram
}

export const systemCalls: WriteCalls = {
  open: openSync,
  close: closeSync,
  fstat: (fd) => fstatSync(fd),
  read: (fd, target, { at, length, position }) => readSync(fd, target, at, length, position),
  write: (fd, bytes, at) => writeSync(fd, bytes, at),
  fsync: fsyncSync,
  fchown: fchownSync,
  fchmod: fchmodSync,
  chmod: chmodSync,
  futimes: futimesSync,
  rename: renameSync,
  link: linkSync,
  unlink: unlinkSync,
  mkdir: (path, mode) => {
    mkdirSync(path, mode)
  },
  rmdir: (path) => {
    rmdirSync(path)
  },
  readdir: (path) => readdirSync(path, { encoding: 'latin1' }),
  mayWrite: (path) => {
    accessSync(path, constants.W_OK)
  },
  run: runProgram,
}
