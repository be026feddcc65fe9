import { createRequire } from 'node:module'
import { matchesPerPatternMax } from '../../domain/limits.ts'
import { compileFailure } from './compileFailure.ts'
import type { CompiledYara, YaraEngine, YaraPack, YaraScan } from './engine.ts'

const packageName = '@litko/yara-x-linux-x64-gnu'

/**
 * The engine in machine code (71-135 MB/s per core); undefined where the package does not exist for this processor or
 * C library.
 */
export function loadNativeEngine(): YaraEngine | undefined {
  const require = createRequire(import.meta.url)
  const binding = requireOptional(require, packageName)
  const version = nativeVersion()
  if (!isBinding(binding) || version === undefined) return undefined
  return {
    name: 'yara-x native',
    version,
    compile: (packs) => compile(binding, packs),
    load: (serialised) => compiledFrom(binding.deserialize(serialised)),
  }
}

/** Version of the installed package, read without loading 20 MB of code; undefined when it is not installed. */
export function nativeVersion(): string | undefined {
  return versionOf(requireOptional(createRequire(import.meta.url), `${packageName}/package.json`))
}

/** What we use of the package, which ships no types. */
interface Binding {
  compile(source: string, options: CompilerOptions): Rules
  validate(
    source: string,
    options: CompilerOptions,
  ): { readonly errors: readonly { readonly message: string }[] }
  deserialize(bytes: Buffer): Rules
}

interface Rules {
  addRuleSources(sources: readonly { readonly source: string; readonly namespace: string }[]): void
  serialize(): Buffer
  setTimeout(milliseconds: number): void
  setMaxMatchesPerPattern(count: number): void
  scan(bytes: Buffer): readonly RuleMatch[]
}

interface RuleMatch {
  readonly ruleIdentifier: string
  readonly namespace: string
  readonly matches: readonly { readonly offset: number; readonly length: number }[]
}

interface CompilerOptions {
  readonly enableIncludes: boolean
  readonly errorOnSlowPattern: boolean
  readonly relaxedReSyntax: boolean
}

/** Relaxed syntax, because rules written for the C implementation have unescaped braces. */
const compilerOptions: CompilerOptions = {
  enableIncludes: false,
  errorOnSlowPattern: true,
  relaxedReSyntax: true,
}

/** The code of the binding's error when its own timeout ended the scan. */
const timedOut = 'Cancelled'

function requireOptional(require: NodeJS.Require, name: string): unknown {
  try {
    return require(name)
  } catch {
    return undefined
  }
}

function versionOf(manifest: unknown): string | undefined {
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) return undefined
  return typeof manifest.version === 'string' ? manifest.version : undefined
}

function isBinding(value: unknown): value is Binding {
  if (typeof value !== 'object' || value === null) return false
  return ['compile', 'validate', 'deserialize'].every(
    (name) => typeof Reflect.get(value, name) === 'function',
  )
}

function compile(binding: Binding, packs: readonly YaraPack[]): CompiledYara {
  const rules = binding.compile('', compilerOptions)
  try {
    rules.addRuleSources(packs.map((pack) => ({ source: pack.source.toString(), namespace: pack.name })))
  } catch (error) {
    throw compileFailure(packs, (source) => firstMessage(binding, source), error)
  }
  return compiledFrom(rules)
}

function firstMessage(binding: Binding, source: string): string | undefined {
  return binding.validate(source, compilerOptions).errors[0]?.message
}

function compiledFrom(rules: Rules): CompiledYara {
  rules.setMaxMatchesPerPattern(matchesPerPatternMax)
  let timeoutMs = 0
  return {
    serialise: () => rules.serialize(),
    scan: (bytes, wantedMs) => {
      // Setting it drops the binding's cached scanner, so only when it changes.
      if (wantedMs !== timeoutMs) rules.setTimeout(wantedMs)
      timeoutMs = wantedMs
      return scan(rules, bytes)
    },
  }
}

function scan(rules: Rules, bytes: Buffer): YaraScan {
  try {
    const matches = rules.scan(bytes).map((match) => ({
      pack: match.namespace,
      identifier: match.ruleIdentifier,
      ranges: match.matches.map(({ offset, length }) => ({ offset, length })),
    }))
    return { state: 'done', matches }
  } catch (error) {
    const isTimeout = error instanceof Error && 'code' in error && error.code === timedOut
    return { state: 'limit', limit: isTimeout ? 'timeout' : 'engine-limit' }
  }
}
