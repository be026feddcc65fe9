/**
 * Debian packages as test data: unpacked, never installed, under $HOLDFAST_TEST_DATA or ~/.cache/holdfast-test,
 * one folder per package that looks like the root directory of the package (wordpress/usr/share/wordpress/...).
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Packages whose files stand for clean, well-known software. */
export const cleanSoftware = ['wordpress', 'phpmyadmin', 'mediawiki', 'roundcube-core']

export function testDataDir() {
  const configured = process.env['HOLDFAST_TEST_DATA']
  return configured === undefined || configured === ''
    ? join(homedir(), '.cache', 'holdfast-test')
    : configured
}

/** The folder of an unpacked package, or undefined when it was never fetched. */
export function findPackage(/** @type {string} */ name) {
  const path = join(testDataDir(), name)
  return existsSync(path) ? path : undefined
}

/** Downloads and unpacks a package with apt-get and dpkg; answers its folder, or undefined when that failed. */
export function fetchPackage(/** @type {string} */ name) {
  const known = findPackage(name)
  if (known !== undefined) return known
  const target = join(testDataDir(), name)
  const workDir = `${target}.part-${process.pid}`
  mkdirSync(workDir, { recursive: true })
  try {
    if (!succeeds('apt-get', ['-qq', 'download', name], workDir)) return undefined
    const archive = readdirSync(workDir).find((file) => file.endsWith('.deb'))
    if (archive === undefined || !succeeds('dpkg', ['-x', archive, 'root'], workDir)) return undefined
    // The folder appears whole or not at all: a test must never see half a package.
    renameSync(join(workDir, 'root'), target)
    return target
  } finally {
    rmSync(workDir, { recursive: true, force: true })
  }
}

/** Says whether a program can be found on PATH. */
export function hasProgram(/** @type {string} */ name) {
  return (process.env['PATH'] ?? '').split(':').some((dir) => dir !== '' && existsSync(join(dir, name)))
}

function succeeds(
  /** @type {string} */ program,
  /** @type {readonly string[]} */ parameters,
  /** @type {string} */ cwd,
) {
  const { status } = spawnSync(program, parameters, { cwd, stdio: 'ignore' })
  return status === 0
}
