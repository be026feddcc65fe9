/** Starting the programs of this repository's own toolchain; used by the other scripts. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** The path of a tool that `npm ci` installed, or undefined where devDependencies were left out. */
export function findTool(/** @type {string} */ name) {
  const path = `${root}node_modules/.bin/${name}`
  return existsSync(path) ? path : undefined
}

/**
 * Runs a program with its output on ours and answers its exit code; a program that could not be started or was
 * killed by a signal counts as failed.
 */
export function run(
  /** @type {string} */ program,
  /** @type {readonly string[]} */ parameters,
  /** @type {NodeJS.ProcessEnv} */ environment = {},
) {
  const { status, error } = spawnSync(program, parameters, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  })
  if (error !== undefined) console.error(`${program}: ${error.message}`)
  return status ?? 1
}

/** Runs a tool of `npm ci`; one that is not installed counts as failed. */
export function runTool(
  /** @type {string} */ name,
  /** @type {readonly string[]} */ parameters,
  /** @type {NodeJS.ProcessEnv} */ environment = {},
) {
  const path = findTool(name)
  if (path !== undefined) return run(path, parameters, environment)
  console.error(`${name} is not installed: run npm ci`)
  return 1
}
