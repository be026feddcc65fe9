import type { Command } from './measure.ts'

export interface Places {
  readonly tree: string
  /** Holds the stores and repositories of one run, beside the tree and on its filesystem. */
  readonly workDir: string
}

/** One row of a table: a tool and what it is asked to do. */
export interface Contender {
  readonly tool: string
  readonly what: string
  readonly command: Command
  /** Exit codes that mean the work was done: a scanner that finds something is not broken. */
  readonly accepted: readonly number[]
}

/** Contenders that are measured in turns, so that a busy minute of the machine hits all of them. */
export interface Phase {
  readonly name: string
  readonly contenders: readonly Contender[]
  /** How often each is run; the middle one counts. */
  readonly runs: number
}

/** The name of a row, by which targets find it. */
export function nameOf({ tool, what }: Contender): string {
  return `${tool} ${what}`
}

export function commandOf(program: string, parameters: readonly string[]): Command {
  return { program, parameters, environment: {}, servers: [] }
}

/** A line for bash; `parameters` are its $1, $2 and so on. */
export function shellCommand(line: string, parameters: readonly string[]): Command {
  return commandOf('bash', ['-c', line, 'bash', ...parameters])
}
