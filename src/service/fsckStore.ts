import { inspectFiles } from '../store/fsckFiles.ts'
import { restoreFiles } from '../store/restoreFiles.ts'
import type { OpenRequest } from './contract.ts'
import type { FsckProblem, FsckRepair, FsckReport, FsckRequest } from './contract/fsck.ts'
import { checkStore, dataToRead, findDamage, rememberCheck, reportOf } from './fsck.ts'
import { type Machine, thisMachine } from './machine.ts'
import { idleStatus, openContext } from './openContext.ts'
import { repairStore } from './repair/repairStore.ts'

/** `derivable` also puts right what follows from what is whole. */
export interface FsckStoreRequest extends OpenRequest, FsckRequest {
  readonly repair: 'nothing' | 'derivable'
}

/**
 * Checks a store that nobody has opened, its files first; Holdfast.fsck checks what an open store holds. Throws as
 * openHoldfast, and for files that leave nothing to check or repair.
 */
export async function fsckStore(request: FsckStoreRequest): Promise<FsckReport> {
  return await fsckStoreOn(thisMachine(), request)
}

/** fsckStore with the machine as a parameter. */
export async function fsckStoreOn(machine: Machine, request: FsckStoreRequest): Promise<FsckReport> {
  const files = inspectFiles(request.store, request.readData === 'all' ? 'all' : 'meta')
  const problems = [...files.lost, ...files.damaged]
  switch (request.repair) {
    case 'nothing':
      return problems.length > 0 ? unopened(problems) : await check(machine, request)
    case 'derivable':
      return await repair(machine, request, files.lost)
  }
}

/** LevelDB would replay what is left and remove the evidence, or end the process over a damaged table. */
function unopened(problems: readonly FsckProblem[]): FsckReport {
  const counts = { objects: 0, objectsRead: 0, readRange: null, events: 0 }
  return { ok: false, ...counts, problems, repaired: [], setAside: null }
}

async function check(machine: Machine, request: OpenRequest & FsckRequest): Promise<FsckReport> {
  const context = await openContext(machine, request, 'open')
  try {
    return await checkStore(context, request)
  } finally {
    await context.store.close()
  }
}

async function repair(
  machine: Machine,
  request: OpenRequest & FsckRequest,
  lost: readonly FsckProblem[],
): Promise<FsckReport> {
  const at = machine.clock.now()
  const restored = await restoreFiles(request.store, {
    describe: () => idleStatus(machine),
    entropy: machine.entropy,
    at,
  })
  const context = await openContext(machine, request, 'open-damaged')
  try {
    const read = await dataToRead(context, request.readData)
    const { repaired, setAside } = await repairStore(context, await findDamage(context, read))
    const left = reportOf(await findDamage(context, read), read)
    const accepted = lost.filter(({ id }) => restored.every((file) => file.id !== id)).map(acceptedLoss)
    const files = restored.map((file) => ({ kind: 'file', ...file }))
    const report = { ...left, repaired: [...files, ...accepted, ...repaired], setAside }
    await rememberCheck(context, report, read)
    return report
  } finally {
    await context.store.close()
  }
}

function acceptedLoss({ kind, id, problem }: FsckProblem): FsckRepair {
  return { kind, id, repair: `${problem}; the database goes on with what is left` }
}
