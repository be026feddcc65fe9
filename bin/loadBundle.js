import { readFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { dirname } from 'node:path'
import { Script } from 'node:vm'

/**
 * Loads the built CommonJS file as require() would, with the compiled code that the build laid beside it (`.cache`): half of
 * the start-up time went into compiling. V8 refuses a cache of another version or of other sources and compiles again.
 *
 * @param {string} file
 */
export function loadBundle(file) {
  const cachedData = readCache(`${file}.cache`)
  const script = new Script(Module.wrap(readFileSync(file, 'utf8')), {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
    importModuleDynamically: async (specifier) => await import(specifier),
  })
  const require = createRequire(file)
  const module = new Module(file)
  // The stubs in dist/commands ask for this file by require().
  require.cache[file] = module
  /** @type {unknown} */
  const wrapped = script.runInThisContext()
  const start = /** @type {(...scope: readonly unknown[]) => void} */ (wrapped)
  start(module.exports, require, module, file, dirname(file))
  module.loaded = true
  return { script, exports: module.exports }
}

function readCache(/** @type {string} */ file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}
