import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratchDirectory } from './scratch.ts'

const runFile = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

export interface CliResult {
  readonly stdout: string
  readonly stderr: string
  /** null when a signal ended it. */
  readonly exitCode: number | null
}

/** A directory with a site in it and a store beside it, and the program as a person at a shell there meets it. */
export interface Shell {
  readonly directory: string
  readonly site: string
  readonly environment: Readonly<Record<string, string>>
  /** `holdfast ...arguments`, nothing on standard input, output in a pipe. */
  readonly run: (...args: readonly string[]) => Promise<CliResult>
  /** A line for bash in which `holdfast` is the program. */
  readonly bash: (line: string) => Promise<CliResult>
  readonly start: (...args: readonly string[]) => ChildProcess
}

export function openShell(): Shell {
  const directory = scratchDirectory()
  const site = join(directory, 'site')
  mkdirSync(site)
  writeProgram(join(directory, 'bin'))
  const environment = {
    PATH: `${join(directory, 'bin')}:${process.env['PATH'] ?? ''}`,
    HOME: directory,
    TZ: 'UTC',
    HOLDFAST_STORE: join(directory, 'store'),
    LOGNAME: '',
  }
  const start = (program: string, args: readonly string[]): ChildProcess =>
    spawn(program, args, { cwd: directory, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const scrub = (text: string): string => scrubbed(text, directory)
  return {
    directory,
    site,
    environment,
    run: async (...args) => await resultOf(start(process.execPath, [runFile, ...args]), scrub),
    bash: async (line) => await resultOf(start('bash', ['-c', line]), scrub),
    start: (...args) => start(process.execPath, [runFile, ...args]),
  }
}

/** The whole session as one text: what a person would see, errors marked, and the exit code. */
export function transcript({ stdout, stderr, exitCode }: CliResult): string {
  const errors = stderr.split('\n').filter((line) => line !== '')
  return `\n${stdout}${errors.map((line) => `! ${line}\n`).join('')}exit ${String(exitCode)}\n`
}

export async function resultOf(child: ChildProcess, scrub: (text: string) => string): Promise<CliResult> {
  const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  child.stdout?.on('data', (chunk: Buffer) => parts.stdout.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => parts.stderr.push(chunk))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const text = (chunks: readonly Buffer[]): string => scrub(Buffer.concat(chunks).toString())
  return { stdout: text(parts.stdout), stderr: text(parts.stderr), exitCode }
}

/** `holdfast` as a command of the shell, as an installation makes it. */
function writeProgram(directory: string): void {
  mkdirSync(directory)
  const script = `#!/bin/sh\nexec "${process.execPath}" "${runFile}" "$@"\n`
  writeFileSync(join(directory, 'holdfast'), script, { mode: 0o755 })
}

/** What differs from run to run or from machine to machine, by words of the same kind. */
const scrubbers: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'INSTANT'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'YYYY-MM-DD hh:mm:ss'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'YYYY-MM-DD hh:mm'],
  [/\b[0-9a-f]{64}\b/g, 'SHA256'],
  [/\b(?=[a-f]*\d)[0-9a-f]{8}\b/g, 'HASH8HEX'],
  [/\b[0-9a-f]{16}\.\.\./g, 'HASH16HEX...'],
  [/\b(store|store created:?) [0-9a-f]{32}\b/gi, '$1 STOREID'],
  [/\([0-9a-f]{32}\)/g, '(STOREID)'],
  [/Complete\. [\d.]+ s\./g, 'Complete. N s.'],
  [/\d+ unchanged since (\S+ \S+), \d+ read\./g, 'N unchanged since $1, N read.'],
  [/\(\d+(\.\d)? (bytes|kB|MB)\)/g, '(N kB)'],
  [/yara-x \w+ [\d.]+, judgement \d+/g, 'ENGINE'],
  [/\(\d+ rules, epoch/g, '(N rules, epoch'],
  [/\bpid \d+/g, 'pid N'],
  [/kill -INT \d+/g, 'kill -INT PID'],
  [/^\S+, holdfast [\d.]+,/gm, 'HOST, holdfast VERSION,'],
  [/\buid \d+ gid \d+/g, 'uid N gid N'],
  [/(accounts?) \(?\w+\)?(?=[,.])/g, '$1 USER'],
  [/(On-demand|Manual) {2,}(root|uid \d+)\b/g, '$1  USER'],
  // Columns are as wide as the name of the directory; how tables are aligned is tested elsewhere.
  [/(?<=\S) {2,}/g, '  '],
  [/yara {2}\d+/g, 'yara  N'],
  [/\d+ objects, \d+ events/g, 'N objects, N events'],
  [/The journal has \d+ events/g, 'The journal has N events'],
  [/holdfast\/\S+ \S+ node-\S+/g, 'holdfast/VERSION'],
]

function scrubbed(text: string, directory: string): string {
  return scrubbers.reduce(
    (scrubbed, [what, word]) => scrubbed.replace(what, word),
    text.replaceAll(directory, '/DIR'),
  )
}
