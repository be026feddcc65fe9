#!/usr/bin/env node
/**
 * Adds to package-lock.json every optional package that the lock names but lacks. A registry that does not carry
 * the binaries of foreign platforms makes `npm install` leave them out, and `npm ci` then refuses the lock
 * everywhere. Run it after each `npm install`; `--check` only says whether anything is missing.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string> }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 */

const lockPath = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'openbsd',
  'netbsd',
  'openharmony',
  'sunos',
  'aix',
  'win32',
]
const processors = [
  'arm64',
  'arm',
  'x64',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
]

const lock = /** @type {Lock} */ (JSON.parse(readFileSync(lockPath, 'utf8')))
const missing = missingEntries(lock.packages)
const names = Object.keys(missing)

if (process.argv.includes('--check')) {
  console.log(
    `package-lock.json lacks ${names.length} optional packages${names.map((name) => `\n  ${name}`).join('')}`,
  )
  process.exitCode = names.length === 0 ? 0 : 1
} else {
  if (names.length > 0) writeFileSync(lockPath, `${JSON.stringify(withEntries(lock, missing), null, 2)}\n`)
  console.log(`package-lock.json: added ${names.length} optional packages`)
}

/**
 * @param {Record<string, LockEntry>} packages
 * @returns {Record<string, LockEntry>}
 */
function missingEntries(packages) {
  /** @type {Record<string, LockEntry>} */
  const found = {}
  for (const [path, entry] of Object.entries(packages)) {
    const wanted = /** @type {Record<string, string>} */ (entry.optionalDependencies ?? {})
    for (const [name, range] of Object.entries(wanted)) {
      if (isResolved(packages, path, name)) continue
      found[`node_modules/${name}`] = platformEntry(name, range, entry.dev === true)
    }
  }
  return found
}

/** Looks for a package as Node does: in the folder of the dependent, then in each folder above it. */
function isResolved(
  /** @type {Record<string, LockEntry>} */ packages,
  /** @type {string} */ path,
  /** @type {string} */ name,
) {
  for (let folder = path; ; folder = parentOf(folder)) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true
    if (folder === '') return false
  }
}

function parentOf(/** @type {string} */ folder) {
  return folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
}

/**
 * The platform is read from the name, since the registry that lacks the package cannot be asked.
 *
 * @returns {LockEntry}
 */
function platformEntry(
  /** @type {string} */ name,
  /** @type {string} */ range,
  /** @type {boolean} */ isDevelopment,
) {
  const words = name.split(/[-/]/)
  const os = systems.filter((system) => words.includes(system))
  const cpu = processors.filter((processor) => words.includes(processor))
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : []
  return {
    version: range.replace(/^[\^~]/, ''),
    ...(cpu.length > 0 && { cpu }),
    ...(isDevelopment && { dev: true }),
    ...(libc.length > 0 && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  }
}

/** Keeps the order npm writes, so that its next install changes nothing. */
function withEntries(/** @type {Lock} */ source, /** @type {Record<string, LockEntry>} */ added) {
  const all = Object.entries({ ...source.packages, ...added })
  all.sort(([a], [b]) => a.localeCompare(b, 'en'))
  return { ...source, packages: Object.fromEntries(all) }
}
