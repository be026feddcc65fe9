import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** What users run; it needs the build. */
export const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

export interface Finished {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** `holdfast` with a store of its own, the way a shell runs it. */
export function commandLine(store: string): (...words: readonly string[]) => Finished {
  return (...words) => {
    const run = spawnSync(process.execPath, [program, ...words], {
      env: { ...process.env, HOLDFAST_STORE: store },
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    })
    return { code: run.status, out: run.stdout, err: run.stderr }
  }
}

export interface Running {
  readonly child: ChildProcess
  readonly finished: Promise<Finished & { readonly signal: NodeJS.Signals | null }>
}

/** The same without waiting for its end. Killed after the test. */
export function startCommand(store: string, words: readonly string[]): Running {
  const child = spawn(process.execPath, [program, ...words], {
    env: { ...process.env, HOLDFAST_STORE: store },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, as in a terminal.
    detached: true,
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const texts = { out: '', err: '' }
  child.stdout.on('data', (piece: Buffer) => (texts.out += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (texts.err += piece.toString()))
  const finished = new Promise<Awaited<Running['finished']>>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      resolve({ code, signal, ...texts })
    })
  })
  return { child, finished }
}

/** The fields of `scan --json` that tests look at. */
export interface ScanOutput {
  readonly scan: {
    readonly id: string
    readonly complete: boolean
    readonly counts: Readonly<Record<string, number>>
    readonly skippedByReason: Readonly<Record<string, number>>
    readonly snapshots: readonly { readonly id: string; readonly changed: boolean }[]
  }
  readonly findings: readonly {
    readonly id: string
    readonly file: string
    readonly type: string
    readonly reason: string
    readonly status: string
  }[]
  readonly skipped: readonly { readonly file: string; readonly reason: string }[]
}

/** What a scan printed. */
export function parseOutput(finished: Finished): ScanOutput {
  return parsePrinted(finished) as ScanOutput
}

/** The JSON that a command printed. */
export function parsePrinted(finished: Finished): unknown {
  if (finished.out === '') throw new Error(`ended with ${String(finished.code)}: ${finished.err}`)
  return JSON.parse(finished.out)
}

/** Name, size, inode and change time of every file below: equal means that nobody wrote there. */
export function fingerprint(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, ino, ctimeMs } = lstatSync(join(directory, name))
      return `${name} ${String(size)} ${String(ino)} ${String(ctimeMs)}`
    })
}

/** Bytes in the write-ahead logs of a LevelDB: a log is new with every open, so this is what that open wrote. */
export function logBytes(database: string): number {
  if (!existsSync(database)) return 0
  return readdirSync(database)
    .filter((name) => name.endsWith('.log'))
    .reduce((sum, name) => sum + lstatSync(join(database, name)).size, 0)
}
