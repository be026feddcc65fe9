import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { deflateSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { sha256 } from '../../src/hash/sha256.ts'
import type { ObjectToWrite } from '../../src/store/objects.ts'
import { createStore, openStore, type Store } from '../../src/store/store.ts'
import { scratchDirectory } from '../support/scratch.ts'
import { describeTest } from './describeTest.ts'

/** A new store in a directory of its own, closed after the test. */
export async function newStore(directory = `${scratchDirectory()}/store`): Promise<Store> {
  return closedAfterTest(await createStore(directory, { entropy: randomBytes, describe: describeTest }))
}

export async function reopened(directory: string): Promise<Store> {
  return closedAfterTest(await openStore(directory, { describe: describeTest }))
}

/** The directory of a store that is complete and closed. */
export async function closedStore(): Promise<string> {
  const store = await newStore()
  await store.close()
  return store.directory
}

export function contentToWrite(bytes: Buffer): ObjectToWrite & { readonly kind: 'content' } {
  return {
    kind: 'content',
    oid: sha256(bytes),
    size: bytes.length,
    deflated: deflateSync(bytes, { level: 1 }),
  }
}

/** Bytes that no compression makes smaller, the same in every run. */
export function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = 1
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}

export interface TestChild {
  readonly process: ChildProcess
  /** The lines printed so far. */
  readonly lines: readonly string[]
  /** Resolves when that many lines were printed; rejects when the child ends before. */
  printed(count: number): Promise<void>
  ended(): Promise<void>
}

/** Runs a program of test/store/children; killed after the test. */
export function startChild(program: string, ...args: readonly string[]): TestChild {
  const file = resolve(import.meta.dirname, 'children', program)
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  const waiting: (() => void)[] = []
  let hasEnded = false
  const wake = (): void => {
    for (const resume of waiting.splice(0)) resume()
  }
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line)
    wake()
  })
  child.on('close', () => {
    hasEnded = true
    wake()
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  async function until(reached: () => boolean): Promise<void> {
    while (!reached()) {
      await new Promise<void>((resume) => {
        waiting.push(resume)
      })
    }
  }
  return {
    process: child,
    lines,
    printed: async (count) => {
      await until(() => lines.length >= count || hasEnded)
      if (lines.length < count) throw new Error(`${program} ended after ${String(lines.length)} lines`)
    },
    ended: async () => {
      await until(() => hasEnded)
    },
  }
}

function closedAfterTest(store: Store): Store {
  onTestFinished(async () => {
    await store.close()
  })
  return store
}
