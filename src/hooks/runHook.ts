import { type ChildProcess, spawn } from 'node:child_process'
import { systemCode } from '../domain/errors.ts'
import type { HookOutcome } from '../domain/hook.ts'
import { hookDrainMs } from '../domain/hookLimits.ts'
import { toFsPath } from '../domain/path.ts'
import { findTrustedFile } from '../fsafe/read/trustedFile.ts'
import { keepOutput } from './keepOutput.ts'

/** A program that the configuration names. */
export interface Hook {
  /** The absolute path of the program and its arguments; empty = there is no hook. */
  readonly argv: readonly string[]
  /** Who besides root may have written the program; it runs as this user, who is ours. */
  readonly uid: number
  readonly msMax: number
}

/**
 * Runs the hook with `message` on its standard input and answers how it ended; its failure is never thrown. No shell; an
 * environment of its own; the working directory is `/`. A program that somebody else could change is not started, and one that
 * has not ended in time is killed with all it started. The configuration is checked to be root's, so its words are.
 */
export async function runHook({ argv, uid, msMax }: Hook, message: string): Promise<HookOutcome> {
  const [program, ...words] = argv
  if (program === undefined) return { state: 'none' }
  const found = findTrustedFile(program, uid)
  if (found.state === 'absent') return { state: 'refused', program, why: 'it does not exist' }
  if (found.state === 'refused') return { state: 'refused', program, why: found.why }
  const path = toFsPath(found.path).toString()
  const ended = await new Promise<Ended>((resolve) => {
    start(path, { program, words, message, msMax }, resolve)
  })
  return outcomeOf(program, ended)
}

interface Run {
  readonly program: string
  readonly words: readonly string[]
  readonly message: string
  readonly msMax: number
}

interface Ended {
  readonly how: 'in time' | 'killed' | { readonly notStarted: string }
  readonly exitCode: number | null
  readonly signal: string | null
  readonly output: string
}

/** Everything that a system without a shell needs; what we were started with is not passed on. */
const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' }

function start(path: string, run: Run, resolve: (ended: Ended) => void): void {
  const child = tryToSpawn(path, run)
  if (typeof child === 'string') {
    resolve({ how: { notStarted: child }, exitCode: null, signal: null, output: '' })
    return
  }
  const output = keepOutput(child)
  const finish = (how: Ended['how'], exitCode: number | null, signal: string | null): void => {
    clearTimeout(timer)
    void output.end(hookDrainMs).then((text) => {
      resolve({ how, exitCode, signal, output: text })
    })
  }
  const timer = setTimeout(() => {
    killAll(child)
    // One that hangs in the kernel is left behind.
    child.unref()
    finish('killed', null, null)
  }, run.msMax)
  child.once('error', (error) => {
    finish({ notStarted: systemCode(error) ?? 'cannot be started' }, null, null)
  })
  child.once('exit', (exitCode, signal) => {
    finish('in time', exitCode, signal)
  })
  // A hook that does not read what it is told is no failure.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(run.message)
}

/** A process group of its own, so that what the hook starts can be ended with it. */
function tryToSpawn(path: string, { program, words }: Run): ChildProcess | string {
  try {
    return spawn(path, words, {
      argv0: program,
      cwd: '/',
      env: environment,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  } catch (error) {
    // Some failures to start (no process, no memory) are thrown instead of emitted.
    return systemCode(error) ?? 'cannot be started'
  }
}

function killAll(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended meanwhile, or left its group: then the process itself is what is left to end.
    child.kill('SIGKILL')
  }
}

function outcomeOf(program: string, { how, exitCode, signal, output }: Ended): HookOutcome {
  if (how === 'killed') return { state: 'timed-out', program, output }
  if (how !== 'in time') return { state: 'failed', program, how: how.notStarted, output }
  if (exitCode === 0) return { state: 'done', program, output }
  return { state: 'failed', program, how: signal ?? `exit ${String(exitCode)}`, output }
}
