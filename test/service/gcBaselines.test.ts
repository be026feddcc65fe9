import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/hash/sha256.ts'
import type { Holdfast } from '../../src/service/contract.ts'
import { knownGoodOperation } from '../../src/store/baselines.ts'
import { reopened } from '../store/testStore.ts'
import { dayMs, type GcRig, makeGcRig } from '../support/gcRig.ts'
import { openTestStore, writeTree } from '../support/holdfast.ts'
import { scratchDirectory } from '../support/scratch.ts'
import { objectIds } from '../support/storeCopy.ts'

async function withRig(rig: GcRig, use: (holdfast: Holdfast) => Promise<unknown>): Promise<void> {
  const holdfast = await openTestStore(rig.directory, rig.clock)
  try {
    await use(holdfast)
  } finally {
    await holdfast.close()
  }
}

async function contentsIn({ directory }: GcRig): Promise<readonly string[]> {
  const store = await reopened(join(directory, 'store'))
  const { content } = await objectIds(store)
  await store.close()
  return content
}

describe('gc and baselines', () => {
  it('keeps what a list names, also when the row of the content does not name the baseline', async () => {
    const rig = await makeGcRig(scratchDirectory())
    const php = '<?php echo "release";\n'
    writeTree(join(rig.directory, 'release'), { 'core.php': php })
    const from = { kind: 'release', path: Buffer.from(join(rig.directory, 'release')) } as const
    const request = { root: Buffer.from(rig.directory), cwd: '/', from, name: 'mine' }
    await withRig(rig, async (holdfast) => await holdfast.baselineAdd(request))
    const oid = sha256(Buffer.from(php))
    const store = await reopened(join(rig.directory, 'store'))
    await store.meta.batch([knownGoodOperation(oid, [])], { sync: true })
    await store.close()
    rig.clock.advance(2 * dayMs)
    await withRig(rig, async (holdfast) => await holdfast.gc({ mode: 'remove', clock: 'check' }))
    expect(await contentsIn(rig)).toContain(oid)
    await withRig(rig, async (holdfast) => await holdfast.baselineRemove('mine'))
    await withRig(rig, async (holdfast) => await holdfast.gc({ mode: 'remove', clock: 'check' }))
    expect(await contentsIn(rig)).not.toContain(oid)
  })
})
