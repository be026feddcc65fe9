#!/usr/bin/env node
/**
 * Fetches the Debian packages that tests want, runs the check and ends with the line
 * `N passed, N failed, N skipped`. What could not be fetched is named, since its tests are skipped; with CI=true a
 * skipped test fails the run.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanSoftware, fetchPackage, findPackage, hasProgram, testDataDir } from './debianPackages.mjs'
import { root, run } from './run.mjs'

/** Program that a test starts -> the Debian package that has it. */
const programs = {
  yara: 'yara',
  restic: 'restic',
  php: 'php-cli',
  'php-fpm8.2': 'php8.2-fpm',
  nginx: 'nginx',
  setfattr: 'attr',
  setfacl: 'acl',
  setcap: 'libcap2-bin',
  chattr: 'e2fsprogs',
  'mkfs.ext4': 'e2fsprogs',
  'mkfs.xfs': 'xfsprogs',
  'mkfs.btrfs': 'btrfs-progs',
  zsh: 'zsh',
  fish: 'fish',
  groff: 'groff-base',
}

const unavailable = [...installPrograms(), ...fetchData()]
for (const name of unavailable) console.log(`verify: NO ${name}: the tests that need it are SKIPPED`)

const reportDir = mkdtempSync(join(tmpdir(), 'holdfast-verify-'))
try {
  process.exitCode = checkAndCount(join(reportDir, 'tests.json'))
} finally {
  rmSync(reportDir, { recursive: true, force: true })
}

function installPrograms() {
  const missing = Object.entries(programs).filter(([program]) => !hasProgram(program))
  const packages = missing.map(([, name]) => name)
  if (packages.length === 0) return []
  if (process.getuid?.() !== 0 || !hasProgram('apt-get')) return packages
  updateLists()
  // A release that lacks one of them refuses all, so the others are asked for one by one.
  if (installPackages(packages) !== 0) for (const name of packages) installPackages([name])
  return missing.filter(([program]) => !hasProgram(program)).map(([, name]) => name)
}

function installPackages(/** @type {readonly string[]} */ packages) {
  return run('apt-get', ['-qq', '-y', '--no-install-recommends', 'install', ...packages], aptEnvironment())
}

function fetchData() {
  const missing = cleanSoftware.filter((name) => findPackage(name) === undefined)
  if (missing.length === 0 || !hasProgram('apt-get')) return missing
  console.log(`verify: fetching ${missing.join(', ')} into ${testDataDir()}`)
  const refused = missing.filter((name) => fetchPackage(name) === undefined)
  if (refused.length === 0 || process.getuid?.() !== 0) return refused
  updateLists()
  return refused.filter((name) => fetchPackage(name) === undefined)
}

function updateLists() {
  if (run('apt-get', ['-qq', 'update'], aptEnvironment()) !== 0) console.log('verify: apt-get update failed')
}

function aptEnvironment() {
  return { DEBIAN_FRONTEND: 'noninteractive' }
}

function checkAndCount(/** @type {string} */ reportPath) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`]
  const code = run(process.execPath, [`${root}scripts/check.mjs`, ...reporters])
  const counts = readCounts(reportPath)
  if (counts === undefined) {
    console.log('verify: stopped before the tests')
    return code === 0 ? 1 : code
  }
  if (code !== 0 && counts.failed === 0) console.log('verify: FAILED, though no single test did: see above')
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  return code === 0 && process.env['CI'] === 'true' && counts.skipped > 0 ? 1 : code
}

/** Undefined when vitest wrote no report. A test file that cannot be loaded counts as one failed test. */
function readCounts(/** @type {string} */ path) {
  const report = readReport(path)
  if (report === undefined) return undefined
  const unloadable = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/**
 * @returns {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { status: string, assertionResults: unknown[] }[] } | undefined}
 */
function readReport(/** @type {string} */ path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
