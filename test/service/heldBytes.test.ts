import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Holdfast } from '../../src/service/contract.ts'
import type { PutBackTerms } from '../../src/service/contract/undo.ts'
import { type MovableClock, movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { decodedEval } from '../support/inert.ts'
import { scratchDirectory } from '../support/scratch.ts'

const day = 24 * 3600 * 1000
const { signal } = new AbortController()
const allow: PutBackTerms = { infected: 'allow', changed: 'refuse', privileged: 'strip', cause: 'manual' }

it('what was taken out of an account is counted for it, each content once, until it is back or its time is over', async () => {
  const { holdfast, clock, copies } = await quarantinedCopies()
  expect(await heldBytes(holdfast)).toBe(decodedEval.length)
  await undo(holdfast, [1])
  expect(await heldBytes(holdfast)).toBe(decodedEval.length)
  await undo(holdfast, [2])
  expect(await heldBytes(holdfast)).toBe(0)
  await act(holdfast, copies.slice(0, 1))
  expect(await heldBytes(holdfast)).toBe(decodedEval.length)
  clock.advance(91 * day)
  expect(await heldBytes(holdfast)).toBe(0)
  await holdfast.close()
})

async function quarantinedCopies(): Promise<{
  readonly holdfast: Holdfast
  readonly clock: MovableClock
  readonly copies: readonly string[]
}> {
  const directory = scratchDirectory()
  const clock = movableClock()
  const site = join(directory, 'site')
  writeTree(directory, { 'site/index.php': '<?php echo 1;\n' })
  const holdfast = await openTestStore(directory, clock)
  await scanPaths(holdfast, [site])
  const copies = ['a.php', 'b.php'].map((name) => join(site, name))
  for (const copy of copies) writeFileSync(copy, decodedEval)
  await scanPaths(holdfast, [site])
  expect(await heldBytes(holdfast)).toBe(0)
  await act(holdfast, copies)
  return { holdfast, clock, copies }
}

async function act(holdfast: Holdfast, paths: readonly string[]): Promise<void> {
  const targets = paths.map((path) => Buffer.from(path))
  const selection = { kind: 'targets', targets, cwd: '/', copies: 'one' } as const
  const wish = { action: 'quarantine', selection, method: null, maxFiles: null, cause: 'manual' } as const
  const { operations } = await holdfast.act(wish, signal)
  expect(operations.map(({ outcome }) => outcome)).toEqual(paths.map(() => 'done'))
}

async function undo(holdfast: Holdfast, ids: readonly number[]): Promise<void> {
  const { refused } = await holdfast.undo({ ...allow, operations: { kind: 'ids', ids }, mode: 'do' }, signal)
  expect(refused).toEqual([])
}

async function heldBytes(holdfast: Holdfast): Promise<number> {
  const { items } = await holdfast.accounts({ limit: 10, offset: 0, search: null })
  return items.reduce((sum, account) => sum + account.heldBytes, 0)
}
