import type { MessagePort } from 'node:worker_threads'
import type { BeatMemory, Beats } from './beats.ts'
import type { ContentTools, LoadedRules, SparseAllowance } from './tools.ts'

/** One request as the reader's main thread hands it on. What comes of it goes out through `port`. */
export interface ThreadTask {
  readonly kind: 'batch' | 'judge' | 'clean' | 'unpack' | 'rules' | 'admit'
  readonly request: number
  readonly header: Uint8Array
  readonly tail: Uint8Array
  /** null while no rules are loaded. */
  readonly rules: SharedRules | null
  readonly beats: BeatMemory
  readonly port: MessagePort
}

/** Frames for main as bytes, and compiled rules for the other threads. */
export type ThreadOutput = Uint8Array | SharedArrayBuffer

/** All that a content needs besides its own bytes. */
export interface ThreadContext<Rules> {
  readonly tools: ContentTools<Rules>
  readonly beats: Beats
  readonly cache: RuleCache<Rules>
  readonly sparse: SparseAllowance
}

/** Compiled rules in memory that all threads share; a higher version replaces a lower one. */
export interface SharedRules {
  readonly version: number
  readonly bytes: SharedArrayBuffer
}

/** This thread's own copy of the rules, made when they are first needed. */
export interface RuleCache<Rules> {
  current(shared: SharedRules | null): Promise<LoadedRules<Rules> | undefined>
}

/** The buffer of the frame moves: it must not be used after this. */
export function post(port: MessagePort, frame: Buffer<ArrayBuffer>): void {
  port.postMessage(frame, [frame.buffer])
}

/** Headers of main are trusted: the reader has nothing to protect from it. */
export function parseHeader(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
}
