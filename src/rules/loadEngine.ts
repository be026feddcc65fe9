import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { HoldfastError } from '../domain/errors.ts'
import { engineId } from '../engine/ruleset.ts'
import type { YaraEngine } from '../engine/yara/engine.ts'
import { loadNativeEngine, nativeVersion } from '../engine/yara/native.ts'
import { wasmEngine } from '../engine/yara/wasm.ts'

/** The fastest YARA engine that works on this machine (decision 10); HF_ENGINE_UNAVAILABLE when there is none. */
export async function loadYaraEngine(): Promise<YaraEngine> {
  return loadNativeEngine() ?? (await loadWasmEngine())
}

/** The portable engine; HF_ENGINE_UNAVAILABLE when its package is not installed. */
export async function loadWasmEngine(): Promise<YaraEngine> {
  try {
    const binding = await import('@virustotal/yara-x')
    const entry = createRequire(import.meta.url).resolve(wasmPackage)
    binding.initSync({ module: readFileSync(join(dirname(entry), wasmFile)) })
    return wasmEngine(binding, wasmVersion() ?? 'unknown')
  } catch (error) {
    throw unavailable(error)
  }
}

/** The engine's name in the epoch without loading 20 MB of code: what loadYaraEngine will answer on a sound install. */
export function installedEngineId(): string {
  const native = nativeVersion()
  if (native !== undefined) return engineId({ name: 'yara-x native', version: native })
  const version = wasmVersion()
  if (version === undefined) throw unavailable(undefined)
  return engineId({ name: 'yara-x wasm', version })
}

const wasmPackage = '@virustotal/yara-x'
const wasmFile = 'yara_x_js_bg.wasm'

function wasmVersion(): string | undefined {
  try {
    const manifest: unknown = createRequire(import.meta.url)(`${wasmPackage}/package.json`)
    if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) return undefined
    return typeof manifest.version === 'string' ? manifest.version : undefined
  } catch {
    return undefined
  }
}

function unavailable(cause: unknown): HoldfastError {
  return new HoldfastError('HF_ENGINE_UNAVAILABLE', 'no YARA engine for this machine is installed', {
    hint: 'run npm ci without --omit=optional',
    cause,
  })
}
