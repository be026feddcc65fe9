import { matchesPerPatternMax } from '../../domain/limits.ts'
import { compileFailure } from './compileFailure.ts'
import type { CompiledYara, YaraEngine, YaraMatch, YaraPack, YaraRange, YaraScan } from './engine.ts'

/** What is used of the package; the caller has instantiated its module. */
export interface WasmBinding {
  readonly Compiler: new () => Compiler
}

interface Compiler {
  readonly errors: readonly string[]
  newNamespace(name: string): void
  addSource(source: string): void
  build(): { scanner(): Scanner }
}

interface Scanner {
  setTimeoutMs(milliseconds: number): void
  setMaxMatchesPerPattern(count: number): void
  scan(bytes: Uint8Array): { readonly matches: readonly MatchedRule[] }
}

/**
 * The portable engine: 4-30 ms per content, so only where there is no native one. It has no serialised form, so the
 * sources travel and each thread compiles them; its timeout does not interrupt a pattern search (a 500 ms limit was
 * seen to return after 10 s), so there the deadline outside the process is the only one.
 */
export function wasmEngine(binding: WasmBinding, version: string): YaraEngine {
  return {
    name: 'yara-x wasm',
    version,
    compile: (packs) => compile(binding, packs),
    load: (serialised) => compile(binding, unpackSources(serialised)),
  }
}

function compile(binding: WasmBinding, packs: readonly YaraPack[]): CompiledYara {
  const compiler = new binding.Compiler()
  try {
    for (const pack of packs) {
      compiler.newNamespace(pack.name)
      compiler.addSource(pack.source.toString())
    }
    return compiledFrom(compiler.build().scanner(), packs)
  } catch (error) {
    throw compileFailure(packs, (source) => firstMessage(binding, source), error)
  }
}

function firstMessage(binding: WasmBinding, source: string): string | undefined {
  const compiler = new binding.Compiler()
  try {
    compiler.addSource(source)
  } catch {
    return compiler.errors[0]
  }
  return undefined
}

function compiledFrom(scanner: Scanner, packs: readonly YaraPack[]): CompiledYara {
  scanner.setMaxMatchesPerPattern(matchesPerPatternMax)
  return {
    serialise: () => packSources(packs),
    scan: (bytes, timeoutMs) => scan(scanner, bytes, timeoutMs),
  }
}

/** One rule of the scan result, as far as it is used. */
interface MatchedRule {
  readonly identifier: string
  readonly namespace: string
  readonly isPrivate: boolean
  readonly patterns: readonly {
    readonly isPrivate: boolean
    readonly matches: readonly YaraRange[]
  }[]
}

function scan(scanner: Scanner, bytes: Buffer, timeoutMs: number): YaraScan {
  scanner.setTimeoutMs(timeoutMs)
  try {
    const shown = scanner.scan(bytes).matches.filter((rule) => !rule.isPrivate)
    return { state: 'done', matches: shown.map(matchOf) }
  } catch {
    return { state: 'limit', limit: 'timeout' }
  }
}

function matchOf(rule: MatchedRule): YaraMatch {
  const patterns = rule.patterns.filter((pattern) => !pattern.isPrivate)
  const ranges = patterns.flatMap((pattern) =>
    pattern.matches.map(({ offset, length }) => ({ offset, length })),
  )
  return { pack: rule.namespace, identifier: rule.identifier, ranges }
}

function packSources(packs: readonly YaraPack[]): Buffer {
  const plain = packs.map((pack) => [pack.name, pack.source.toString('base64')] as const)
  return Buffer.from(JSON.stringify(plain))
}

function unpackSources(serialised: Buffer): YaraPack[] {
  const plain = JSON.parse(serialised.toString()) as readonly (readonly [string, string])[]
  return plain.map(([name, source]) => ({ name, source: Buffer.from(source, 'base64') }))
}
