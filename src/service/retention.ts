import { listHolds } from '../store/holds.ts'
import { listIgnores } from '../store/ignores.ts'
import type { ServiceContext } from './context.ts'
import type { RetentionUseCases } from './contract/retention.ts'

/** What stays in the store and what leaves it; each use case is loaded when it is called. */
export function retainers(context: ServiceContext): RetentionUseCases {
  const ignores = async (): Promise<typeof import('./ignore/changeIgnores.ts')> =>
    await import('./ignore/changeIgnores.ts')
  const holds = async (): Promise<typeof import('./changeHolds.ts')> => await import('./changeHolds.ts')
  const purges = async (): Promise<typeof import('./purge.ts')> => await import('./purge.ts')
  return {
    gc: async (request) => await (await import('./gc/runGc.ts')).runGc(context, request),
    gcExplain: async (content) => await (await import('./gc/explainKept.ts')).explainKept(context, content),
    ignoreAdd: async (request) => await (await ignores()).addIgnore(context, request),
    ignoreRemove: async (id) => await (await ignores()).removeIgnore(context, id),
    ignoreList: async () => await listIgnores(context.store.meta),
    holdAdd: async (request) => await (await holds()).addHold(context, request),
    holdRemove: async (id) => await (await holds()).removeHold(context, id),
    holdList: async () => await listHolds(context.store.meta),
    purgePlan: async (request) => await (await purges()).planPurge(context, request),
    purge: async (request) => await (await purges()).purge(context, request),
  }
}
