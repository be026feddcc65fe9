#!/usr/bin/env node
/** The one command that decides whether a change is fit: each step in turn, the first that fails ends it. */
import { performance } from 'node:perf_hooks'
import { root, run, runTool } from './run.mjs'

const sources = ['src', 'commands', 'workers', 'bin', 'test']

/** @type {readonly (readonly [string, () => number])[]} */
const steps = [
  ['typecheck', () => runTool('tsc', ['--noEmit'])],
  ['lint', () => runTool('eslint', ['.'])],
  ['format', () => runTool('biome', ['format', '.'])],
  ['layers', () => runTool('depcruise', ['--config', '.dependency-cruiser.mjs', ...sources])],
  ['deadcode', () => runTool('knip', [])],
  // The tests that run the command line run what a user runs: the build.
  ['build', () => run(process.execPath, [`${root}scripts/build.mjs`])],
  ['test', () => runTool('vitest', ['run', ...process.argv.slice(2)])],
]

process.exitCode = runSteps()

function runSteps() {
  for (const [name, step] of steps) {
    const startedAt = performance.now()
    const code = step()
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    console.log(`check: ${name} ${code === 0 ? 'ok' : 'FAILED'} (${seconds} s)`)
    if (code !== 0) return code
  }
  return 0
}
