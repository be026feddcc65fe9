import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { contentRowKey, expiryKey, pathOperationKey } from '../../src/codec/keys.ts'
import { encodeRow } from '../../src/codec/row.ts'
import { stageTopOf } from '../../src/fsafe/write/stage.ts'
import { openOperationIds } from '../../src/store/operations.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { stagedName } from '../../src/vault/stagedName.ts'
import { describeTest } from '../store/describeTest.ts'
import { movableClock, openTestStore } from '../support/holdfast.ts'
import { bytePath, scratchDirectory } from '../support/scratch.ts'
import { systemCalls } from '../../src/fsafe/write/calls.ts'
import { steppedCalls } from '../vault/steps.ts'
import { oidOf, quarantine, run, stagedBy, vaultOn } from '../vault/vaultRig.ts'

const bad = '<?php /* bad */ one();\n'

async function withStore<Result>(
  directory: string,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await openStore(join(directory, 'store'), { describe: describeTest })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** Leaves a quarantine as a crash does after the file was taken out; answers the id of the store. */
async function crashAfterRename(directory: string, page: string): Promise<string> {
  return await withStore(directory, async (store) => {
    const { id, secret, meta } = store
    const calls = steppedCalls(systemCalls, (call, when) => {
      if (call === 'rename' && when === 'after') throw new Error('crash')
    })
    const vault = await vaultOn({ id, secret, meta, objects: (await store.objects()).database }, { calls })
    await expect(run(vault, quarantine(page, bad))).rejects.toThrow('crash')
    return id
  })
}

it('a store that is opened first ends what a crash left open, and history tells it', async () => {
  const directory = scratchDirectory()
  const page = join(directory, 'page.php')
  writeFileSync(page, bad)
  await (await openTestStore(directory, movableClock())).close()
  const id = await crashAfterRename(directory, page)
  const top = stageTopOf(bytePath(directory))
  expect([existsSync(page), stagedBy(id, top).length]).toEqual([false, 1])
  // Of no operation: its bytes are kept, and it stays.
  const stray = join(top, '.holdfast-stage', stagedName({ store: id, operation: 999, part: 'old' }))
  writeFileSync(stray, 'a stray file')

  const holdfast = await openTestStore(directory, movableClock())
  const report = await holdfast.fsck({ readData: 'all' })
  await holdfast.close()
  expect(report.problems).toEqual([])
  expect(readFileSync(stray, 'utf8')).toBe('a stray file')
  systemCalls.unlink(stray)
  expect([existsSync(page), stagedBy(id, top)]).toEqual([false, []])
  expect(await withStore(directory, async ({ meta }) => await openOperationIds(meta))).toEqual([])
})

it('fsck names an operation whose lists say something else, or whose original is not kept', async () => {
  const directory = scratchDirectory()
  const page = join(directory, 'page.php')
  await (await openTestStore(directory, movableClock())).close()
  writeFileSync(page, bad)
  await withStore(directory, async (store) => {
    const { id, secret, meta } = store
    const vault = await vaultOn({ id, secret, meta, objects: (await store.objects()).database })
    const [operation] = await run(vault, quarantine(page, bad))
    const until = operation?.undoableUntil ?? 0
    const keys = [pathOperationKey(bytePath(page), 1), contentRowKey(oidOf(bad)), expiryKey(until, 1)]
    const key = expiryKey(until + 1, 1)
    await meta.batch(
      [
        ...keys.map((gone) => ({ type: 'del', key: gone }) as const),
        { type: 'put', key, value: encodeRow('expiry', key, {}) },
      ],
      { sync: true },
    )
  })
  const holdfast = await openTestStore(directory, movableClock())
  const { problems } = await holdfast.fsck({ readData: 'none' })
  await holdfast.close()
  expect(
    problems.filter(({ kind }) => kind === 'operation').map(({ id, problem }) => `${id} ${problem}`),
  ).toEqual([
    'o1 has a ticket that ends at another time than it says',
    `o1 content ${oidOf(bad)} is not kept`,
    'o1 is missing from the list of its path',
  ])
})
