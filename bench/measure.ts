import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'

export interface Measurement {
  readonly wallSeconds: number
  /** User and system time of the process and everything it started and waited for. */
  readonly cpuSeconds: number
  /** The largest sum of RssAnon over the process tree, sampled; mapped tables are the page cache's, not ours. */
  readonly anonymousMiBMax: number
  readonly exitCode: number
  readonly loadBefore: number
}

export interface Command {
  readonly program: string
  readonly parameters: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

const sampleIntervalMs = 50

/**
 * Runs a command under bash's `time`, which counts a whole process tree once its members were waited for.
 * Output goes to a file in workDir (`last-output.txt`), where a failed row can be looked up.
 */
async function measure(command: Command, workDir: string): Promise<Measurement> {
  const timesPath = join(workDir, 'times.txt')
  rmSync(timesPath, { force: true })
  const output = openSync(join(workDir, 'last-output.txt'), 'w')
  const script = 'TIMEFORMAT="%R %U %S"; { time "$@" >&4 2>&4; } 2>"$TIMES"'
  const loadBefore = loadavg()[0] ?? 0
  const child = spawn('bash', ['-c', script, 'bash', command.program, ...command.parameters], {
    stdio: ['ignore', 'ignore', 'ignore', 'ignore', output],
    env: { ...process.env, ...command.environment, TIMES: timesPath },
  })
  const pid = child.pid
  let anonymousKiBMax = 0
  const sampler = setInterval(() => {
    if (pid !== undefined) anonymousKiBMax = Math.max(anonymousKiBMax, anonymousKiBBelow(pid))
  }, sampleIntervalMs)
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => {
      resolve(code ?? 1)
    })
  })
  clearInterval(sampler)
  closeSync(output)
  const [wallSeconds = NaN, user = NaN, system = NaN] = readFileSync(timesPath, 'utf8')
    .trim()
    .split(' ')
    .map(Number)
  return {
    wallSeconds,
    cpuSeconds: user + system,
    anonymousMiBMax: anonymousKiBMax / 1024,
    exitCode,
    loadBefore,
  }
}

/** The measurement with the middle CPU time of several runs. */
export async function measureMedian(command: Command, workDir: string, runs: number): Promise<Measurement> {
  const all: Measurement[] = []
  for (let run = 0; run < runs; run++) all.push(await measure(command, workDir))
  all.sort((a, b) => a.cpuSeconds - b.cpuSeconds)
  const middle = all[Math.floor(all.length / 2)]
  if (middle === undefined) throw new Error('a measurement needs at least one run')
  return { ...middle, wallSeconds: Math.min(...all.map((one) => one.wallSeconds)) }
}

/** Sum over all descendants of the shell that runs the command. A process that ends meanwhile counts as nothing. */
function anonymousKiBBelow(shellPid: number): number {
  return childrenOf(shellPid).reduce((sum, pid) => sum + anonymousKiB(pid) + anonymousKiBBelow(pid), 0)
}

function childrenOf(pid: number): number[] {
  return tasksOf(pid).flatMap((task) =>
    readOrEmpty(`/proc/${pid}/task/${task}/children`)
      .split(' ')
      .filter((word) => word !== '')
      .map(Number),
  )
}

/** A child belongs to the thread that forked it, so every thread is asked. */
function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

function anonymousKiB(pid: number): number {
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1] ?? 0)
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
