import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One command that was run inside the mount namespace. */
export interface Ran {
  readonly out: Buffer
  readonly err: string
  readonly code: number
}

export interface Stage {
  /** Shell commands that come first, with `$site` and `$shell`. */
  readonly script: string
  readonly site: string
  /** A file with the shell, in a directory outside the site where the script may write. */
  readonly shell: string
  /** Empty directory for what the commands print. */
  readonly results: string
  readonly environment: NodeJS.ProcessEnv
}

export interface Observed {
  readonly ran: ReadonlyMap<string, Ran>
  /** Bytes of anonymous memory of all processes together, at most. */
  readonly memoryPeak: number
}

/** Runs commands by name, one after the other, in a mount namespace of their own where `script` came first. */
export async function runOnStage(
  stage: Stage,
  commands: ReadonlyMap<string, readonly string[]>,
): Promise<Observed> {
  const lines = [...commands].map(([name, words]) => `run ${[name, ...words].map(quoted).join(' ')}`)
  const run =
    'run() { name=$1; shift; set +e; "$@" >"$results/$name" 2>"$results/$name.err"; echo $? >"$results/$name.code"; set -e; }'
  const variables = Object.entries({ site: stage.site, shell: stage.shell, results: stage.results })
  const text = [
    'set -e',
    ...variables.map(([name, value]) => `${name}=${quoted(value)}`),
    stage.script,
    run,
    ...lines,
  ]
  const memoryPeak = await runWatched('unshare', ['-m', 'bash', '-c', text.join('\n')], stage.environment)
  const ran = [...commands.keys()].map((name): readonly [string, Ran] => [
    name,
    resultOf(stage.results, name),
  ])
  return { ran: new Map(ran), memoryPeak }
}

function resultOf(results: string, name: string): Ran {
  const file = join(results, name)
  return {
    out: readFileSync(file),
    err: readFileSync(`${file}.err`, 'utf8'),
    code: Number(readFileSync(`${file}.code`, 'utf8')),
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}

const lookMs = 50

async function runWatched(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const errors: Buffer[] = []
  child.stderr.on('data', (piece: Buffer) => errors.push(piece))
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryOf(child.pid ?? 0))
  }, lookMs)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  clearInterval(timer)
  if (code !== 0) throw new Error(`the stage cannot be set: ${Buffer.concat(errors).toString()}`)
  return peak
}

/** RssAnon of a process and its descendants: mapped files are the machine's to take back. */
function memoryOf(pid: number): number {
  const status = readOr(`/proc/${pid}/status`, '')
  const own = Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
  return childrenOf(pid).reduce((sum, child) => sum + memoryOf(child), own)
}

function childrenOf(pid: number): readonly number[] {
  return tasksOf(pid).flatMap((task) =>
    readOr(`/proc/${pid}/task/${task}/children`, '')
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  )
}

function tasksOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

/** Processes end while they are looked at. */
function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return otherwise
  }
}
