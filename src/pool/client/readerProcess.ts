import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import { readerStderrBytesMax } from '../../domain/limits.ts'
import type { Launcher } from './isolation.ts'
import { systemPath } from './isolation.ts'
import type { ReaderEntry } from './readerEntry.ts'

/** One child process and its socket; knows nothing of messages. */
export interface ReaderProcess {
  /** undefined when nothing could be started. */
  readonly pid: number | undefined
  readonly socket: Duplex
  /** How it ended, in words. */
  readonly ended: Promise<string>
  /** SIGKILL for the whole process group; nothing when it has ended. */
  kill(): void
  /** Anonymous memory now; undefined when it cannot be read (the process is going). */
  memoryBytes(): number | undefined
  /** The last that it printed, ASCII only. */
  lastWords(): string
}

/** The child's descriptor of the protocol socket. */
const socketFd = 3

export function spawnReader(entry: ReaderEntry, launcher: Launcher, workers: number): ReaderProcess {
  const node = [process.execPath, ...entry.execArgv, entry.filename, String(workers)]
  const [command = process.execPath, ...options] = [...launcher.argv, ...node]
  const child = spawn(command, options, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // Its own session: Ctrl-C reaches main only, and there is no terminal to write to.
    detached: true,
    cwd: '/',
    env: { PATH: systemPath },
  })
  const socket = child.stdio[socketFd] as Duplex
  // A reset is only another form of "ended", which is reported once.
  socket.on('error', () => undefined)
  let running = true
  const ended = endOf(child).then((how) => {
    running = false
    return how
  })
  return {
    pid: child.pid,
    socket,
    ended,
    kill: () => {
      if (running && child.pid !== undefined) killGroup(child.pid)
    },
    memoryBytes: () => (running && child.pid !== undefined ? readRssAnon(child.pid) : undefined),
    lastWords: keepLastWords(child),
  }
}

async function endOf(child: ChildProcess): Promise<string> {
  return await new Promise((resolve) => {
    child.once('error', (error) => {
      resolve(`not started: ${error.message}`)
    })
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `exit code ${String(code)}` : `signal ${signal}`)
    })
  })
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // ESRCH: it went by itself between the last event and now.
  }
}

/** RssAnon counts what the reader allocated, not the files or libraries it has mapped. */
function readRssAnon(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'latin1')
    const kibibytes = /^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
  } catch {
    return undefined
  }
}

function keepLastWords(child: ChildProcess): () => string {
  let last = ''
  child.stderr?.on('data', (piece: Buffer) => {
    last = (last + piece.toString('latin1')).slice(-readerStderrBytesMax)
  })
  child.stderr?.on('error', () => undefined)
  return () => last.replace(/[^\n\x20-\x7e]/g, '?').trim()
}
