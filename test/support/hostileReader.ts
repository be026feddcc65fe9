import { readSync, writeSync } from 'node:fs'
import type { Frame, FrameType } from '../../src/pool/frame.ts'
import { encodeFrame, frameCutter } from '../../src/pool/frame.ts'

const socketFd = 3
const allTypes: readonly FrameType[] = ['rules', 'admit', 'batch', 'judge', 'answers', 'close']
const oid = 'ab'.repeat(32)
const row = [oid, 'php', 1, 10, 1, 1]
const gigabyte = 1024 * 1024 * 1024
let givenUp: number | undefined

/** A frame of main and the number of files or contents in it. */
type Step = (frame: Frame, count: number) => void

/** Instead of greeting. */
const atStart = {
  'never greets': () => undefined,
  'greets in another version': () => {
    send('hello', 0, { protocol: 99 })
  },
  'exits at once': () => {
    process.exit(0)
  },
} satisfies Record<string, () => void>

/** Instead of reading a batch. */
const atBatch = {
  hangs: () => undefined,
  'stands still': ({ id }) => {
    beatForever(id, () => 7)
  },
  'pretends to get on': ({ id }) => {
    beatForever(id, (beats) => beats)
  },
  'dies at a batch': die,
  'sends garbage': () => {
    write(Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'))
  },
  'sends a gigabyte': ({ id }) => {
    const frame = encodeFrame('read', id, {})
    frame.writeUInt32LE(gigabyte, 0)
    write(frame)
  },
  'replies to nothing': ({ id }, count) => {
    sendRead(id + 1000, Array(count).fill(row))
  },
  'skips the question': ({ id }, count) => {
    sendDone(id, Array(count).fill([-1, 'clean']))
  },
  'reads too few': ({ id }) => {
    sendRead(id, [])
  },
  'finds no file there': ({ id }, count) => {
    sendRead(id, Array(count).fill('vanished'))
  },
  'gives up while it is answered': ({ id }, count) => {
    sendRead(id, Array(count).fill(row))
    if (givenUp !== undefined) return
    givenUp = id
    send('failed', id, { code: 'HF_ENGINE_UNAVAILABLE', message: 'no more', facts: {}, hint: null })
  },
  'has an odd oid': ({ id }, count) => {
    sendRead(id, Array(count).fill(['../../etc/passwd', ...row.slice(1)]))
  },
  'has a negative size': ({ id }, count) => {
    sendRead(id, Array(count).fill([oid, 'php', 1, -10, 1, 1]))
  },
  'skips in main words': ({ id }, count) => {
    sendRead(id, Array(count).fill('excluded'))
  },
  'eats memory': ({ id }) => {
    eatMemory(id)
  },
} satisfies Record<string, Step>

const finding = {
  rule: 101,
  pack: 'holdfast',
  reason: 'HF-SA-0101-php.bkdr.x',
  tier: 'malicious',
  summary: '',
  evidence: [],
  trace: [],
}
const shape = { blocks: 1, blocksHit: 1, firstLine: 1, lastLine: 1, otherCode: false }
const nothing = { findings: [], limits: [], labels: [], shape: null }

/** Instead of judging what main has answered. */
const atAnswers = {
  'dies at the answers': die,
  'finishes too few': ({ id }) => {
    sendDone(id, [])
  },
  'judges unasked': ({ id }, count) => {
    sendDone(id, Array(count).fill([-1, 'clean']))
  },
  'does not judge': ({ id }, count) => {
    sendDone(id, Array(count).fill([-1, null]))
  },
  'hits an unknown rule': ({ id }, count) => {
    sendDone(id, Array(count).fill([-1, { ...nothing, findings: [finding], shape }]))
  },
  'finds no file there': ({ id }) => {
    sendDone(id, [])
  },
  'gives up while it is answered': ({ id }, count) => {
    if (id !== givenUp) sendDone(id, Array(count).fill([-1, null]))
  },
  'says crash': ({ id }, count) => {
    sendDone(id, Array(count).fill([-1, { ...nothing, limits: ['crash'] }]))
  },
  'sends bytes nobody asked for': ({ id }, count) => {
    sendDone(id, Array(count).fill([20, 'clean']), Buffer.alloc(20 * count + 10))
  },
  'promises more bytes than it sends': ({ id }, count) => {
    sendDone(id, Array(count).fill([60, 'clean']), Buffer.alloc(10))
  },
} satisfies Record<string, Step>

/** What a reader that has been taken over, or is simply broken, may do instead of its work. */
export type Hostility =
  | keyof typeof atStart
  | keyof typeof atBatch
  | keyof typeof atAnswers
  | 'dies at the rules'
  | 'does not end'

function beHostile(hostility: Hostility): void {
  const start = stepOf(atStart, hostility)
  if (start === undefined) send('hello', 0, { protocol: 1 })
  else start()
  const cut = frameCutter(allTypes, (frame) => {
    takeFrame(hostility, frame)
  })
  const piece = Buffer.alloc(64 * 1024)
  for (;;) {
    const length = readSync(socketFd, piece)
    if (length === 0) return
    cut(piece.subarray(0, length))
  }
}

function takeFrame(hostility: Hostility, frame: Frame): void {
  if (frame.type === 'close' && hostility === 'does not end') sleepForever()
  if (frame.type === 'close') die()
  if (frame.type === 'rules') {
    if (hostility === 'dies at the rules') die()
    send('compiled', frame.id, { engine: 'hostile', rules: [] })
  }
  if (frame.type === 'batch') {
    const count = filesOf(frame)
    const step = stepOf<Step>(atBatch, hostility)
    if (step === undefined) sendRead(frame.id, Array(count).fill(row))
    else step(frame, count)
  }
  if (frame.type === 'answers') stepOf<Step>(atAnswers, hostility)?.(frame, answersOf(frame))
}

function stepOf<S>(steps: Readonly<Record<string, S>>, hostility: Hostility): S | undefined {
  return steps[hostility]
}

function filesOf(frame: Frame): number {
  const { directories } = JSON.parse(frame.header.toString()) as { directories: { files: unknown[] }[] }
  return directories.reduce((sum, directory) => sum + directory.files.length, 0)
}

function answersOf(frame: Frame): number {
  return (JSON.parse(frame.header.toString()) as { answers: unknown[] }).answers.length
}

function sendRead(request: number, items: readonly unknown[]): void {
  send('read', request, { items })
}

function sendDone(request: number, results: readonly unknown[], tail = Buffer.alloc(0)): void {
  send('done', request, { results }, tail)
}

function beatForever(request: number, count: (beats: number) => number): void {
  for (let beats = 0; ; beats += 1) {
    send('beat', 0, { threads: [[request, 0, count(beats)]] })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  }
}

/** Fills pages, slowly enough to be seen, and keeps beating. */
function eatMemory(request: number): void {
  const eaten: Buffer[] = []
  for (let beats = 0; ; beats += 1) {
    eaten.push(Buffer.alloc(16 * 1024 * 1024, 1))
    send('beat', 0, { threads: [[request, 0, beats]] })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  }
}

function sleepForever(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

function send(type: FrameType, request: number, header: unknown, tail = Buffer.alloc(0)): void {
  write(encodeFrame(type, request, header, [tail]))
}

function write(bytes: Buffer): void {
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(socketFd, bytes, offset)
}

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

// The module written by hostileEntry adds its word to the arguments.
beHostile(process.argv.at(-1) as Hostility)
