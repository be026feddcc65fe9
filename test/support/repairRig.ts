import * as fs from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { BytePath } from '../../src/domain/path.ts'
import type { FsckReport } from '../../src/service/contract/fsck.ts'
import type { ScanReport } from '../../src/service/contract/scan.ts'
import { fsckStoreOn } from '../../src/service/fsckStore.ts'
import { thisMachine } from '../../src/service/machine.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from './holdfast.ts'
import { decodedEval, infect } from './inert.ts'
import { scratchDirectory } from './scratch.ts'
import { copyStore } from './storeCopy.ts'

/** A site that was scanned three times into `directory`/store, and what its last scan found. */
export interface RepairRig {
  readonly directory: string
  readonly site: BytePath
  readonly calm: Found
}

interface Found {
  readonly outcome: string
  readonly tree: string | undefined
  readonly found: readonly object[]
}

export const cleanPage = '<?php echo 1;\n'

export async function makeRepairRig(directory: string): Promise<RepairRig> {
  const site = join(directory, 'site') as BytePath
  writeTree(site, { 'a.php': cleanPage, 'd/x.php': decodedEval, 'd/e/deep.php': '<?php echo 2;\n' })
  fs.symlinkSync('a.php', join(site, 'link'))
  for (let session = 0; session < 2; session += 1) {
    const holdfast = await openTestStore(directory, movableClock())
    await scanPaths(holdfast, [site])
    await holdfast.close()
    writeTree(site, { 'd/y.php': infect('<?php echo 3;\n', 'own-block') })
  }
  const holdfast = await openTestStore(directory, movableClock())
  const calm = whatIsFound(await scanPaths(holdfast, [site]))
  await holdfast.close()
  return { directory, site, calm }
}

/** A copy of the rig's store in a directory of its own, which is answered. */
export function copyRig({ directory }: RepairRig): string {
  const scratch = scratchDirectory()
  copyStore(join(directory, 'store'), join(scratch, 'store'))
  return scratch
}

/** Repairs the damaged store below `scratch`; a scan then finds what it found before, and nothing else is left. */
export async function repairAndScan({ site, calm }: RepairRig, scratch: string): Promise<FsckReport> {
  const store = join(scratch, 'store')
  expect((await check(store)).ok).toBe(false)
  const repaired = await repair(store)
  const holdfast = await openTestStore(scratch, movableClock())
  expect(whatIsFound(await scanPaths(holdfast, [site]))).toEqual(calm)
  await holdfast.status()
  await holdfast.close()
  expect((await check(store)).problems).toEqual(repaired.problems)
  return repaired
}

export async function repair(store: string): Promise<FsckReport> {
  return await fsckStoreOn(thisMachine(), { ...request, store, repair: 'derivable' })
}

export async function check(store: string): Promise<FsckReport> {
  return await fsckStoreOn(thisMachine(), { ...request, store, repair: 'nothing' })
}

const request = { initiator: { uid: 0 }, waitMs: 0, readData: 'all' } as const

/** Ids of incidents are new where the old one was lost. */
function whatIsFound({ incidents, snapshots, scan }: ScanReport): Found {
  const found = incidents.map(({ path, type, reason, oid }) => ({ path, type, reason, oid }))
  return { outcome: scan.outcome, tree: snapshots[0]?.tree, found }
}
