import { verifyChain } from '../journal/verify.ts'
import type { ServiceContext } from './context.ts'
import type { AuditReport } from './contract/audit.ts'

/** Follows the chain of events from the first to the newest. Reads all of them and writes nothing. */
export async function verifyAudit({ store }: ServiceContext): Promise<AuditReport> {
  const { ok, events, head, problems } = await verifyChain(store.meta)
  return { ok, events, head: head.digest, problems }
}
