import type { Cause, EventDetail } from '../domain/event.ts'
import type { HookOutcome } from '../domain/hook.ts'
import { hookMsMax, hookNoteBytesMax } from '../domain/hookLimits.ts'
import type { Operation } from '../domain/operation.ts'
import type { StaleCode } from '../domain/staleCode.ts'
import { operationsMessage } from '../hooks/operationsMessage.ts'
import { runHook } from '../hooks/runHook.ts'
import type { ChangedFile } from '../php/servingPools.ts'
import { findStaleCode } from '../php/staleCode.ts'
import { readPools } from '../php/pools.ts'
import { readAccounts } from './accounts.ts'
import type { ServiceContext } from './context.ts'
import type { Aftermath } from './contract/aftermath.ts'

/** Pools that will go on running what `files` hold now once they are changed. Reads the configuration of PHP-FPM. */
export function staleCodeAfter(
  { machine }: ServiceContext,
  files: readonly ChangedFile[],
): readonly StaleCode[] {
  if (files.length === 0) return []
  const { pools } = readPools(machine.systemRoot, machine.uid)
  return pools.length === 0 ? [] : findStaleCode(pools, files, readAccounts())
}

/**
 * To be called once after a run of operations, when everything is recorded: names the pools that run old code and runs
 * `hooks.afterOperation`. The hook's end is an event; its failure is part of the answer and undoes nothing.
 */
export async function settleAftermath(
  context: ServiceContext,
  operations: readonly Operation[],
  cause: Cause,
): Promise<Aftermath> {
  const changed = operations.filter(({ outcome }) => outcome !== 'refused')
  if (changed.length === 0) return { stale: [], hook: { state: 'none' } }
  const stale = staleCodeAfter(context, changed)
  const { machine, initiator, settings } = context
  const argv = settings.config.hooks.afterOperation
  const message = operationsMessage({ at: machine.clock.now(), cause, initiator, operations, stale })
  const hook = await runHook({ argv, uid: machine.uid, msMax: hookMsMax }, message)
  await noteHook(context, hook, cause)
  return { stale, hook }
}

async function noteHook(context: ServiceContext, hook: HookOutcome, cause: Cause): Promise<void> {
  if (hook.state === 'none') return
  const { initiator } = context
  await (await context.journal()).write(
    [],
    [{ event: 'hook-run', cause, initiator, detail: { hook: 'afterOperation', ...detailOf(hook) } }],
  )
}

function detailOf(hook: Exclude<HookOutcome, { state: 'none' }>): EventDetail {
  const { state, program } = hook
  const why = state === 'refused' ? { why: cut(hook.why) } : {}
  const how = state === 'failed' ? { how: hook.how } : {}
  const output = 'output' in hook && hook.output !== '' ? { output: cut(hook.output) } : {}
  return { outcome: state, program: cut(program), ...how, ...why, ...output }
}

/** By bytes, and whole characters again. */
function cut(text: string): string {
  return Buffer.from(text).subarray(0, hookNoteBytesMax).toString('utf8')
}
