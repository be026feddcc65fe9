/** The way from commands to the service, which is loaded only when it is called: --help must stay cheap. */
import type { Holdfast } from '../service/contract.ts'
import type { BackupReport } from '../service/contract/backup.ts'
import type { DoctorReport } from '../service/contract/doctor.ts'
import type { FsckReport, FsckRequest } from '../service/contract/fsck.ts'
import type { HeldStatus } from '../service/contract/status.ts'
import type { UpgradeReport, UpgradeRequest } from '../service/contract/upgrade.ts'
import type { ExitCode } from './baseCommand.ts'
import type { GlobalFlags } from './flags.ts'
import { startSession } from './session.ts'
import type { Session } from './session.ts'

/** Opens the existing store for one use and closes it whatever happens. */
export async function withStore(
  flags: GlobalFlags,
  use: (holdfast: Holdfast, session: Session) => Promise<ExitCode>,
): Promise<ExitCode> {
  const session = startSession(flags)
  return await withOpenStore(session, 'never', async (holdfast) => await use(holdfast, session))
}

export async function withOpenStore<Result>(
  session: Session,
  create: 'never' | 'when-absent',
  use: (holdfast: Holdfast) => Promise<Result>,
): Promise<Result> {
  const { openHoldfast } = await import('../service/openHoldfast.ts')
  const holdfast = await openHoldfast({ ...session.open, create })
  try {
    return await use(holdfast)
  } finally {
    await holdfast.close()
  }
}

/** Makes the store; HF_STORE_EXISTS when there is one. */
export async function makeStore({
  open,
}: Session): Promise<{ readonly path: string; readonly storeId: string }> {
  const { createStore } = await import('../service/openHoldfast.ts')
  return await createStore(open)
}

/** Checks, and when asked repairs, the store from its files up. */
export async function checkStore(
  { open }: Session,
  request: FsckRequest & { readonly repair: 'nothing' | 'derivable' },
): Promise<FsckReport> {
  const { fsckStore } = await import('../service/fsckStore.ts')
  return await fsckStore({ ...open, ...request })
}

/** Copies the closed store and checks the copy. */
export async function backUp({ open }: Session, directory: string): Promise<BackupReport> {
  const { backupStore } = await import('../service/backup.ts')
  return await backupStore({ ...open, directory })
}

export async function upgradeFormat({ open }: Session, mode: UpgradeRequest['mode']): Promise<UpgradeReport> {
  const { upgrade } = await import('../service/upgrade.ts')
  return await upgrade({ ...open, mode })
}

/** Who holds the store; undefined when nobody does any more. */
export async function holderOf({ open }: Session): Promise<HeldStatus | undefined> {
  const { askHolder } = await import('../service/openHoldfast.ts')
  return await askHolder(open.store)
}

/** Looks at the machine; the store need not exist. */
export async function examine({ open }: Session): Promise<DoctorReport> {
  const { examineMachine } = await import('../service/openHoldfast.ts')
  return await examineMachine(open)
}
