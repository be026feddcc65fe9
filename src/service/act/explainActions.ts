import { policyOf } from '../../domain/action.ts'
import { HoldfastError, invariant } from '../../domain/errors.ts'
import type { Incident } from '../../domain/incident.ts'
import type { Operation } from '../../domain/operation.ts'
import { pathOperationsMax } from '../../domain/actingLimits.ts'
import type { BytePath } from '../../domain/path.ts'
import { operationsAt } from '../../store/operations.ts'
import type { ServiceContext } from '../context.ts'
import type { PlannedStep } from '../contract/act.ts'
import type { PossibleActions } from '../contract/file.ts'
import { prepareFiles } from './prepare.ts'
import { isExpired } from './putBack.ts'

/** What each action would do to one file now. Nothing is changed. */
export async function possibleActions(
  context: ServiceContext,
  path: BytePath,
  incident: Incident | null,
): Promise<PossibleActions> {
  const isInfected = incident?.status === 'infected'
  return {
    clean: isInfected ? await cleanStep(context, incident) : null,
    undoable: (await undoableAt(context, path)) ?? null,
  }
}

/** Without a judge nothing can be cleaned; the rest of the explanation stands all the same. */
async function cleanStep(context: ServiceContext, incident: Incident): Promise<PlannedStep> {
  const policy = policyOf('clean', context.settings.config.malware.standalone)
  invariant(policy !== null, 'clean is an action')
  try {
    const [file] = await prepareFiles(context, [incident], { policy, cause: 'manual', scan: null })
    invariant(file !== undefined, 'one incident has one plan')
    return file.step
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind !== 'incomplete') throw error
    return { kind: 'refused', reason: 'reader-failed', detail: error.message }
  }
}

async function undoableAt(context: ServiceContext, path: BytePath): Promise<Operation | undefined> {
  const operations = await operationsAt(context.store.meta, path, pathOperationsMax)
  return operations.find((operation) => {
    const { outcome, undoneBy, undoableUntil } = operation
    return outcome === 'done' && undoneBy === null && undoableUntil !== null && !isExpired(context, operation)
  })
}
