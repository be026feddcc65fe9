import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  describeStore,
  fixtureHome,
  fixtureSite,
  type StoreFacts,
  writeFixtureSite,
} from '../support/formatFixture.ts'
import { movableClock, openTestStore, scanPaths } from '../support/holdfast.ts'
import { scratchDirectory } from '../support/scratch.ts'

/** Every format that was released; a fixture is never made again. */
const released = ['v1']
const day = 86_400_000

describe.each(released)('a store written in format %s', (version) => {
  it('says what it said when it was written', async () => {
    const directory = unpack(version)
    expect(await describeStore(join(directory, 'store'))).toEqual(described(version))
  })

  it('is whole, and goes on where it stopped', async () => {
    const directory = unpack(version)
    onTestFinished(() => {
      rmSync(fixtureHome, { recursive: true, force: true })
    })
    writeFixtureSite()
    const clock = movableClock()
    clock.advance(day)
    const holdfast = await openTestStore(directory, clock)
    try {
      expect((await holdfast.fsck({ readData: 'all' })).problems).toEqual([])
      const report = await scanPaths(holdfast, [fixtureSite], { changedRoot: 'accept' })
      expect(report.snapshots.map(({ files }) => files)).toEqual([8])
    } finally {
      await holdfast.close()
    }
    const before = described(version)
    const after = await describeStore(join(directory, 'store'))
    expect(after.contents).toEqual(before.contents)
    expect(after.events.problems).toBe(0)
    expect(after.events.count).toBeGreaterThan(before.events.count)
  })
})

function unpack(version: string): string {
  const directory = scratchDirectory()
  execFileSync('tar', ['-xzf', fixture(`${version}.tar.gz`), '-C', directory, '--no-same-owner'])
  return directory
}

function described(version: string): StoreFacts {
  return JSON.parse(readFileSync(fixture(`${version}.json`), 'utf8')) as StoreFacts
}

function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/format/${name}`, import.meta.url))
}
