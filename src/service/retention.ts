import type { ServiceContext } from './context.ts'
import type { RetentionUseCases } from './contract/retention.ts'

/** What stays in the store and what leaves it; each use case is loaded when it is called. */
export function retainers(context: ServiceContext): RetentionUseCases {
  return {
    gc: async (request) => await (await import('./gc/runGc.ts')).runGc(context, request),
    gcExplain: async (content) => await (await import('./gc/explainKept.ts')).explainKept(context, content),
  }
}
