import { createReadStream, createWriteStream } from 'node:fs'
import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { concurrentTasksPerWorker, readerHeartbeatMs } from '../../domain/limits.ts'
import type { Frame, FrameType } from '../frame.ts'
import { encodeFrame, frameCutter } from '../frame.ts'
import type { BeatHeader, HelloHeader } from '../messages.ts'
import { protocolVersion } from '../messages.ts'
import type { BeatMemory } from './beats.ts'
import { createBeatMemory, readBeats } from './beats.ts'
import type { SharedRules, ThreadOutput, ThreadTask } from './threadTask.ts'

/** The socket to main: see readerProcess in the client. */
const socketFd = 3
const taskKinds = [
  'rules',
  'admit',
  'batch',
  'judge',
  'clean',
  'unpack',
] as const satisfies readonly ThreadTask['kind'][]
const accepted: readonly FrameType[] = [...taskKinds, 'answers', 'close']

/** What the reader's main thread holds; it passes frames on and never looks into them. */
interface Reader {
  readonly pool: Piscina<ThreadTask, void>
  /** Ports of the requests that run. */
  readonly ports: Map<number, MessagePort>
  readonly beats: BeatMemory
  rules: SharedRules | null
  state: 'working' | 'closing'
  send(frame: Uint8Array): void
}

/**
 * The reader process: passes requests to `workers` threads that run `threadModule`, and tells main every moment that it
 * lives and where each thread is. Ends with its socket: at once when main is gone, after the last request when
 * main asked for it.
 */
export function runReader(threadModule: string, workers: number): void {
  const input = createReadStream('', { fd: socketFd, autoClose: false })
  const output = createWriteStream('', { fd: socketFd, autoClose: false })
  const reader = createReader(threadModule, workers, (frame) => output.write(frame))
  const cut = frameCutter(accepted, (frame) => {
    takeFrame(reader, frame)
  })
  input.on('data', (piece) => {
    cut(piece as Buffer)
  })
  input.once('end', () => {
    if (reader.state === 'working') die()
  })
  input.once('error', die)
  output.once('error', die)
  const hello: HelloHeader = { protocol: protocolVersion }
  reader.send(encodeFrame('hello', 0, hello))
  // The open read keeps the process alive, not the heart.
  setInterval(beat, readerHeartbeatMs, reader).unref()
}

function createReader(threadModule: string, workers: number, send: Reader['send']): Reader {
  const pool = new Piscina<ThreadTask, void>({
    filename: threadModule,
    minThreads: workers,
    maxThreads: workers,
    concurrentTasksPerWorker,
    recordTiming: false,
  })
  return { pool, ports: new Map(), beats: createBeatMemory(), rules: null, state: 'working', send }
}

function takeFrame(reader: Reader, frame: Frame): void {
  if (frame.type === 'answers') {
    reader.ports.get(frame.id)?.postMessage(frame.header)
    return
  }
  if (frame.type === 'close') {
    reader.state = 'closing'
    closeWhenIdle(reader)
    return
  }
  const kind = taskKinds.find((known) => known === frame.type)
  // A thread that fails has no reply for its request: main must see the reader die.
  if (kind !== undefined) runTask(reader, { kind, frame }).catch(die)
}

async function runTask(
  reader: Reader,
  { kind, frame }: { readonly kind: ThreadTask['kind']; readonly frame: Frame },
): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  const { id: request, header, tail } = frame
  reader.ports.set(request, port1)
  port1.on('message', (output: ThreadOutput) => {
    if (output instanceof SharedArrayBuffer) reader.rules = { version: request, bytes: output }
    else reader.send(output)
  })
  const { rules, beats } = reader
  const task: ThreadTask = { kind, request, header, tail, rules, beats, port: port2 }
  // Header and tail are views of one buffer, which moves to the thread.
  await reader.pool.run(task, { transferList: [port2, header.buffer] })
  reader.ports.delete(request)
  closeWhenIdle(reader)
}

function beat(reader: Reader): void {
  if (reader.ports.size === 0) return
  const header: BeatHeader = { threads: readBeats(reader.beats) }
  reader.send(encodeFrame('beat', 0, header))
}

function closeWhenIdle({ pool, ports, state }: Reader): void {
  if (state === 'closing' && ports.size === 0) void pool.destroy()
}

/** No way out that runs code: a thread in native code holds up every other kind of end. */
function die(reason?: unknown): void {
  if (reason !== undefined) console.error(reason)
  process.kill(process.pid, 'SIGKILL')
}
