import { HoldfastError } from '../../domain/errors.ts'
import { type HeldRun, heldReason } from '../../domain/safety.ts'
import type { ServiceContext } from '../context.ts'
import type { Order } from './prepare.ts'

/** That a run was held is known later too, whoever started it. */
export async function recordHeld(context: ServiceContext, held: HeldRun, order: Order): Promise<void> {
  const { files, limit, earlier, because } = held
  const { cause, scan } = order
  await (await context.journal()).write(
    [],
    [
      {
        event: 'run-held',
        cause,
        initiator: context.initiator,
        ...(scan === null ? {} : { scan }),
        ...(because.kind === 'root' ? { root: because.root } : {}),
        detail: { action: order.policy.action, files, limit, earlier, because: because.kind },
      },
    ],
  )
}

export function heldError(held: HeldRun): HoldfastError {
  const { files, limit, earlier } = held
  return new HoldfastError('HF_HELD', `held, nothing was changed: ${heldReason(held)}`, {
    facts: { files, limit, earlier },
    hint: `look first: the same command with --dry-run    to go on: the same command with --max-files ${String(files)}`,
  })
}
