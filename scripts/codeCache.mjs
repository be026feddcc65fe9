#!/usr/bin/env node
/**
 * Writes the compiled code of the build beside it (bin/loadBundle.js reads it): runs the commands that are asked most often
 * on a store of their own, so that what they need is compiled, and saves that. Without the file all works, slower.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadBundle } from '../bin/loadBundle.js'
import { root } from './run.mjs'

const bundle = `${root}dist/src/cli/holdfast.cjs`
const directory = mkdtempSync(join(tmpdir(), 'holdfast-build-'))
const site = join(directory, 'site')
mkdirSync(site)
process.stdout.write = () => true
process.stderr.write = () => true
try {
  const { script, exports } = loadBundle(bundle)
  /** @type {typeof import('../src/cli/main.ts')} */
  const { main } = exports
  const store = ['--store', join(directory, 'store')]
  for (const words of [['scan', site], ['scan', site], ['list'], ['status']]) {
    await main([...words, ...store], pathToFileURL(`${root}bin/run.js`).href)
  }
  writeFileSync(`${bundle}.cache`, script.createCachedData())
} finally {
  rmSync(directory, { recursive: true, force: true })
}
