/**
 * Our own port to YARA: what the judgement needs and nothing of what a binding happens to have. Two adapters implement
 * it (native.ts, wasm.ts); the rest of the program cannot tell which one runs.
 */
export interface YaraEngine {
  readonly name: 'yara-x native' | 'yara-x wasm'
  /** Version of the binding package: part of the epoch (decision 9). */
  readonly version: string
  /** One namespace per pack. HF_RULES_INVALID with pack, line and the text of that line. */
  compile(packs: readonly YaraPack[]): CompiledYara
  /** The counterpart of CompiledYara.serialise of the same engine and version. */
  load(serialised: Buffer): CompiledYara
}

export interface YaraPack {
  readonly name: string
  readonly source: Buffer
}

export interface CompiledYara {
  serialise(): Buffer
  /** `timeoutMs` is rounded up to whole seconds by the engine. */
  scan(bytes: Buffer, timeoutMs: number): YaraScan
}

/** `limit`: the engine gave up, so nothing is known about the content. */
export type YaraScan =
  | { readonly state: 'done'; readonly matches: readonly YaraMatch[] }
  | { readonly state: 'limit'; readonly limit: 'timeout' | 'engine-limit' }

/** One rule that is true for the scanned bytes. A rule without patterns has no ranges. */
export interface YaraMatch {
  readonly pack: string
  readonly identifier: string
  readonly ranges: readonly YaraRange[]
}

/** Bytes offset .. offset + length of the scanned buffer. */
export interface YaraRange {
  readonly offset: number
  readonly length: number
}

/**
 * Modules a rule may import. The others parse executables and archives (code that hostile bytes would reach), read the
 * clock, or print.
 */
export const allowedModules = ['hash', 'math', 'string'] as const
