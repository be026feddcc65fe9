import { spawnSync } from 'node:child_process'
import type { StdioOptions } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileProgramMsMax, xattrTextBytesMax } from '../../../domain/actingLimits.ts'

export type Program = 'getfattr' | 'setfattr' | 'perl'

export interface ProgramRun {
  readonly program: Program
  readonly args: readonly string[]
  readonly input: Buffer
  /** The program has them as descriptor 3 and following. */
  readonly descriptors: readonly number[]
}

/** `failed`: it could not be started, took too long or said more than allowed. */
export type RanProgram =
  | { readonly state: 'ran'; readonly status: number; readonly output: Buffer }
  | { readonly state: 'missing' | 'failed' }

/** The name under which a program reaches the descriptor with this place in `descriptors`. */
export function inheritedPath(index: number): string {
  return `/proc/self/fd/${inheritedNumber(index)}`
}

/** After input, output and errors. */
export function inheritedNumber(index: number): number {
  return 3 + index
}

/**
 * Runs a program of the system on open descriptors. No shell, no environment, absolute programs only: what PATH says is
 * not ours to trust as root.
 */
export function runProgram({ program, args, input, descriptors }: ProgramRun): RanProgram {
  const path = [`/usr/bin/${program}`, `/bin/${program}`].find((candidate) => existsSync(candidate))
  if (path === undefined) return { state: 'missing' }
  const stdio: StdioOptions = ['pipe', 'pipe', 'ignore', ...descriptors]
  const { status, stdout, error } = spawnSync(path, args, {
    input,
    stdio,
    env: {},
    cwd: '/',
    timeout: fileProgramMsMax,
    killSignal: 'SIGKILL',
    maxBuffer: xattrTextBytesMax,
  })
  if (status === null || error !== undefined) return { state: 'failed' }
  return { state: 'ran', status, output: stdout }
}
