import { rootPath } from '../../domain/path.ts'
import { forgetIgnore, listIgnores } from '../../store/ignores.ts'
import type { ServiceContext } from '../context.ts'
import { changeEvent } from './scopeFacts.ts'

/** Ends the entries whose time is over. Called whenever a store is opened; usually that is one look at a small range. */
export async function expireIgnores(context: ServiceContext): Promise<void> {
  const now = context.machine.clock.now()
  const expired = (await listIgnores(context.store.meta)).filter(
    ({ expiresAt }) => expiresAt !== null && expiresAt <= now,
  )
  if (expired.length === 0) return
  const { reviewIgnored } = await import('./review.ts')
  const journal = await context.journal()
  for (const ignore of expired) {
    const about = { event: 'unignored', cause: 'scheduled', change: 'expired' } as const
    await journal.write([forgetIgnore(ignore.id)], [changeEvent(context.initiator, ignore, about)])
  }
  await reviewIgnored(context, rootPath, 'scheduled')
}
