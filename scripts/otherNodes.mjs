#!/usr/bin/env node
/**
 * The built program and the rooms near the system under newer lines of Node than the one that checks everything. The npm
 * package `node` carries the binary; it lies under .ci/ and never in node_modules, where npm would put it before the Node
 * that runs every script. Ends with 1 when a Node cannot be had or anything fails with it.
 */
import { spawnSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { delimiter, dirname } from 'node:path'
import { root, run } from './run.mjs'

const lines = [22, 24]

/** Where Node itself matters: files, processes, threads, native modules, the command line. The rest is arithmetic. */
const suites = [
  'test/cli',
  'test/e2e',
  'test/fsafe',
  'test/kv',
  'test/pool/readerClient',
  'test/pool/readerProcess',
  'test/scanner/scan.test',
  'test/scanner/hostile',
  'test/service',
  'test/store',
  'test/walker',
]

// All of them, so that one run tells everything.
process.exitCode = lines.map(passesWith).includes(false) ? 1 : 0

function passesWith(/** @type {number} */ line) {
  const program = install(line)
  if (program === undefined) return false
  // A test that starts `node` by name has to meet the same one.
  const environment = {
    PATH: `${dirname(program)}${delimiter}${process.env['PATH'] ?? ''}`,
    // Chance is tried out under the Node that checks everything; here each way is gone a few times.
    HOLDFAST_TEST_SCALE: '0.2',
  }
  return (
    step(`Node ${line}: smoke`, () => run(program, [`${root}scripts/smoke.mjs`], environment)) &&
    step(`Node ${line}: tests`, () =>
      run(program, [`${root}node_modules/vitest/vitest.mjs`, 'run', ...suites], environment),
    )
  )
}

/** The path of that Node's binary, newest release of its line; undefined when it cannot be had. */
function install(/** @type {number} */ line) {
  const prefix = `${root}.ci/node${line}`
  const parameters = [
    'install',
    '--prefix',
    prefix,
    '--no-fund',
    '--no-audit',
    '--loglevel=error',
    `node@${line}`,
  ]
  if (!step(`Node ${line}: install`, () => run('npm', parameters))) return undefined
  const program = `${prefix}/node_modules/node/bin/node`
  const { stdout, error } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  if (error === undefined && stdout.startsWith(`v${line}.`)) return program
  console.error(`other nodes: ${program} is not Node ${line}: ${error?.message ?? stdout}`)
  return undefined
}

function step(/** @type {string} */ name, /** @type {() => number} */ work) {
  const startedAt = performance.now()
  const code = work()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`other nodes: ${name} ${code === 0 ? 'ok' : 'FAILED'} (${seconds} s)`)
  return code === 0
}
