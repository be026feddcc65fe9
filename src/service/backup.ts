import { HoldfastError } from '../domain/errors.ts'
import { copyAt, copyStore, type CopiedStore, removeCopy, replaceCopy } from '../store/backup.ts'
import { openStore } from '../store/store.ts'
import type { BackupReport, BackupRequest } from './contract/backup.ts'
import { findDamage } from './fsck.ts'
import { type Machine, thisMachine } from './machine.ts'
import { idleStatus } from './openContext.ts'
import { whileLocked } from './whileLocked.ts'

/**
 * Makes a whole copy of a store, opens it, checks it, and only then puts it in the place of the backup before. The store
 * itself is held meanwhile and not opened. HF_USAGE, HF_STORE_LOCKED, HF_STORE_UNSAFE, HF_STORE_FOREIGN, HF_STORE_CORRUPT,
 * HF_DISK_FULL, HF_IO; then the backup before is as it was.
 */
export async function backupStore(request: BackupRequest): Promise<BackupReport> {
  return await backupStoreOn(thisMachine(), request)
}

/** backupStore with the machine as a parameter. */
export async function backupStoreOn(machine: Machine, request: BackupRequest): Promise<BackupReport> {
  const { store, directory } = request
  const former = copyAt(directory)
  const made = `${directory}.new`
  // What an interrupted backup left.
  removeCopy(made)
  try {
    const copied = await whileLocked(machine.clock, request.waitMs, async () => {
      const describe = () => ({ ...idleStatus(machine), what: 'a backup' })
      return await copyStore(store, { to: made, former: former === undefined ? null : directory, describe })
    })
    requireSameStore(copied, former, directory)
    const checked = await checkCopy(machine, made)
    replaceCopy(made, directory)
    const { storeId, bytesCopied, bytesShared } = copied
    return { directory, storeId, bytesCopied, bytesShared, ...checked }
  } catch (error) {
    removeCopy(made)
    throw error
  }
}

function requireSameStore({ storeId }: CopiedStore, former: string | undefined, directory: string): void {
  if (former === undefined || former === storeId) return
  throw new HoldfastError('HF_USAGE', `${directory} is the backup of another store`, {
    facts: { directory, storeId: former },
    hint: 'name another directory; that backup was left as it was',
  })
}

/** Opened as a store and no further: an operation that a crash left open is for the store itself to end. */
async function checkCopy(machine: Machine, made: string): Promise<Pick<BackupReport, 'objects' | 'events'>> {
  const store = await openStore(made, { describe: () => idleStatus(machine) })
  try {
    const { objects, events, problems } = await findDamage({ store }, 'none')
    const [first] = problems
    if (first === undefined) return { objects, events }
    throw new HoldfastError(
      'HF_STORE_CORRUPT',
      'the copy is damaged, and so is the store; nothing was replaced',
      {
        facts: { problems: problems.length, first: `${first.kind}: ${first.problem}` },
        hint: 'holdfast fsck shows all damage',
      },
    )
  } finally {
    await store.close()
  }
}
