import type { ServiceContext } from './context.ts'
import type { Acting } from './contract/acting.ts'

/** The use cases that change files; what they need is loaded when they are called. */
export function acting(context: ServiceContext): Acting {
  const alongside = async <Result>(work: () => Promise<Result>): Promise<Result> =>
    await context.gate.shared(work)
  return {
    plan: async (request) =>
      await alongside(async () => await (await import('./act/act.ts')).planAction(context, request)),
    act: async (request, signal) =>
      await alongside(async () => await (await import('./act/act.ts')).act(context, request, signal)),
    actOnScan: async (request, signal) =>
      await alongside(
        async () => await (await import('./act/actOnScan.ts')).actOnScan(context, request, signal),
      ),
    undo: async (request, signal) =>
      await alongside(async () => await (await import('./act/undo.ts')).undo(context, request, signal)),
    restore: async (request, signal) =>
      await alongside(async () => await (await import('./act/restore.ts')).restore(context, request, signal)),
    exportContent: async (request) =>
      await (await import('./act/exportContent.ts')).exportContent(context, request),
    operationList: async (query) => await (await import('./operations.ts')).listOperations(context, query),
    operationShow: async (id) => await (await import('./operations.ts')).showOperation(context, id),
  }
}
