#!/usr/bin/env node
/**
 * Makes test/fixtures/format/vN.tar.gz and vN.json: a small store in the present format, written by the product itself,
 * and what is in it. Run once per format, before its first release; a fixture that was released is never made again.
 * Usage: node --import tsx scripts/makeFormatFixture.mjs
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { buildFixtureStore, describeStore, fixtureHome } from '../test/support/formatFixture.ts'
import { currentFormat } from '../src/store/format.ts'
import { root } from './run.mjs'

const target = `${root}test/fixtures/format/v${String(currentFormat)}`
mkdirSync(`${root}test/fixtures/format`, { recursive: true })
rmSync(fixtureHome, { recursive: true, force: true })
try {
  await buildFixtureStore()
  const leftOut = ['ballast', 'LOCK', 'LOG', 'LOG.old'].map((name) => `--exclude=${name}`)
  const plain = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--format=ustar']
  execFileSync('tar', ['-czf', `${target}.tar.gz`, ...plain, ...leftOut, '-C', fixtureHome, 'store'])
  writeFileSync(`${target}.json`, `${JSON.stringify(await describeStore(`${fixtureHome}/store`), null, 2)}\n`)
} finally {
  rmSync(fixtureHome, { recursive: true, force: true })
}
console.log(`wrote ${target}.tar.gz and ${target}.json`)
