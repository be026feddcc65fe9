import { migrations, upgradeStore } from '../store/upgrade.ts'
import type { UpgradeReport, UpgradeRequest } from './contract/upgrade.ts'
import { thisMachine } from './machine.ts'
import { idleStatus } from './openContext.ts'
import { whileLocked } from './whileLocked.ts'

/** Brings a store that nobody has open to the format of this program. Throws as the store's own upgradeStore. */
export async function upgrade({ store, waitMs, mode }: UpgradeRequest): Promise<UpgradeReport> {
  const machine = thisMachine()
  const describe = () => ({ ...idleStatus(machine), what: 'an upgrade' })
  return await whileLocked(machine.clock, waitMs, async () => {
    return { mode, ...(await upgradeStore(store, { mode, describe, migrations })) }
  })
}
