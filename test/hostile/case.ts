import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SkipReason } from '../../src/domain/skip.ts'
import { decodedEval } from '../support/inert.ts'

/** One hostile thing on a site and what a scan must make of it; every file that is not named here must be judged. */
export interface HostileCase {
  /** Unique, for people. */
  readonly name: string
  /** Directory below the site, plain ASCII; several cases may share one. */
  readonly directory: string
  readonly plant: (place: string) => void
  /** Files with the inert shell, as latin1 paths below `directory`: each must be found. */
  readonly shells: readonly string[]
  /** Files that must be undecided. */
  readonly undecided: readonly string[]
  /** Entries that must be counted with this reason. */
  readonly counted: Partial<Readonly<Record<SkipReason, number>>>
  /** Shell commands that mount something; `$place` is the directory, `$shell` a file with the shell, `$site` the root. */
  readonly mount: string
  /** Directories and files of the case that are counted as a whole and must not be entered. */
  readonly closed: readonly string[]
}

/** A case of which only what differs from a harmless one is said. */
export function hostile(
  name: string,
  plant: HostileCase['plant'],
  more: Partial<Omit<HostileCase, 'name' | 'plant'>> = {},
): HostileCase {
  const nothing = { shells: [], undecided: [], counted: {}, mount: '', closed: [] }
  const directory = name.replaceAll('-', ' minus ').replace(/[^a-z0-9]+/gi, '-')
  return { directory, ...nothing, ...more, name, plant }
}

export const shell = Buffer.from(decodedEval)

/** `name` (latin1, one char per byte) in `place` as bytes for node:fs. */
export function byteFile(place: string, name: string): Buffer {
  return Buffer.concat([Buffer.from(`${place}/`), Buffer.from(name, 'latin1')])
}

export function plantShell(place: string, name: string): void {
  writeFileSync(byteFile(place, name), shell)
}

/** A directory of any name with the shell in it. */
export function plantShellIn(place: string, directory: string): void {
  mkdirSync(byteFile(place, directory))
  writeFileSync(byteFile(place, `${directory}/shell.php`), shell)
}

/** The UTF-8 bytes of a text as latin1. */
export function utf8(text: string): string {
  return Buffer.from(text).toString('latin1')
}

export function perl(program: string, ...args: readonly string[]): void {
  mustRun('perl', ['-e', program, ...args])
}

export function mustRun(command: string, args: readonly string[]): void {
  const run = spawnSync(command, args)
  if (run.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${String(run.stderr)}`)
}

export function within(place: string, name: string): string {
  return join(place, name)
}
