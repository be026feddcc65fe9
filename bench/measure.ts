import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'

export interface Measurement {
  readonly wallSeconds: number
  /** User and system time of the process, of everything it started and waited for, and of its servers. */
  readonly cpuSeconds: number
  /** The largest sum of RssAnon over all of them, sampled; mapped tables are the page cache's, not ours. */
  readonly anonymousMiBMax: number
  readonly exitCode: number
  readonly loadBefore: number
}

export interface Command {
  readonly program: string
  readonly parameters: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Processes that run already and do the command's work for it: what they use meanwhile is the command's. */
  readonly servers: readonly number[]
}

const sampleIntervalMs = 50

/** Linux counts the time of a process in hundredths of a second (USER_HZ), whatever the kernel was built with. */
const clockTicksPerSecond = 100

/** What the measured command printed, in the directory of the run: there a failed row can be looked up. */
export const outputName = 'last-output.txt'
export const errorsName = 'last-errors.txt'

/** Runs a command under bash's `time`, which counts a whole process tree once its members were waited for. */
export async function measure(command: Command, workDir: string): Promise<Measurement> {
  const timesPath = join(workDir, 'times.txt')
  rmSync(timesPath, { force: true })
  const loadBefore = loadavg()[0] ?? 0
  const serverSecondsBefore = serverSeconds(command.servers)
  const { exitCode, anonymousKiBMax } = await runUnderTime(command, workDir, timesPath)
  const [wallSeconds = NaN, user = NaN, system = NaN] = readFileSync(timesPath, 'utf8')
    .trim()
    .split(' ')
    .map(Number)
  return {
    wallSeconds,
    cpuSeconds: user + system + serverSeconds(command.servers) - serverSecondsBefore,
    anonymousMiBMax: anonymousKiBMax / 1024,
    exitCode,
    loadBefore,
  }
}

/** The measurement with the middle CPU time of several runs, and the shortest wall time of all. */
export function medianOf(measurements: readonly Measurement[]): Measurement {
  const sorted = [...measurements].sort((a, b) => a.cpuSeconds - b.cpuSeconds)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new Error('a measurement needs at least one run')
  return {
    ...middle,
    wallSeconds: Math.min(...sorted.map((one) => one.wallSeconds)),
    anonymousMiBMax: Math.max(...sorted.map((one) => one.anonymousMiBMax)),
    exitCode: Math.max(...sorted.map((one) => one.exitCode)),
  }
}

async function runUnderTime(
  command: Command,
  workDir: string,
  timesPath: string,
): Promise<{ readonly exitCode: number; readonly anonymousKiBMax: number }> {
  const output = openSync(join(workDir, outputName), 'w')
  const errors = openSync(join(workDir, errorsName), 'w')
  const script = 'TIMEFORMAT="%R %U %S"; { time "$@" >&4 2>&5; } 2>"$TIMES"'
  const child = spawn('bash', ['-c', script, 'bash', command.program, ...command.parameters], {
    stdio: ['ignore', 'ignore', 'ignore', 'ignore', output, errors],
    env: { ...process.env, ...command.environment, TIMES: timesPath },
  })
  const pid = child.pid
  let anonymousKiBMax = 0
  const sampler = setInterval(() => {
    if (pid === undefined) return
    const servers = command.servers.reduce((sum, server) => sum + anonymousKiB(server), 0)
    anonymousKiBMax = Math.max(anonymousKiBMax, anonymousKiBBelow(pid) + servers)
  }, sampleIntervalMs)
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => {
      resolve(code ?? 1)
    })
  }).finally(() => {
    clearInterval(sampler)
    closeSync(output)
    closeSync(errors)
  })
  return { exitCode, anonymousKiBMax }
}

/** User and system time that processes have used so far; one that has ended counts as nothing. */
function serverSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticksOf(pid), 0) / clockTicksPerSecond
}

function ticksOf(pid: number): number {
  // The name of the program stands before the last parenthesis and may contain spaces.
  const fields = readOrEmpty(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? []
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
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
