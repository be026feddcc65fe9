import { HoldfastError } from '../../domain/errors.ts'
import type { Oid } from '../../domain/oid.ts'
import { contentOperation } from '../../store/contents.ts'
import type { ServiceContext } from '../context.ts'
import type { FsckRepair } from '../contract/fsck.ts'

/**
 * Makes lost rows of contents again from the contents themselves; when they were first seen is lost. `unknown` are those
 * that are not kept: only the files that have them can tell.
 */
export async function repairContentRows(
  { store, machine }: ServiceContext,
  lost: readonly Oid[],
): Promise<{ readonly repaired: readonly FsckRepair[]; readonly unknown: readonly Oid[] }> {
  const repaired: FsckRepair[] = []
  const unknown: Oid[] = []
  const objects = await store.objects()
  for (const oid of lost) {
    try {
      const { length: size } = await objects.readContent(oid)
      const row = { size, kept: 'whole', firstSeenAt: machine.clock.now() } as const
      await store.meta.batch([contentOperation(oid, row)], { sync: true })
      repaired.push({ kind: 'content-row', id: oid, repair: 'made again from the content' })
    } catch (error) {
      if (!(error instanceof HoldfastError) || error.kind !== 'corrupt') throw error
      unknown.push(oid)
    }
  }
  return { repaired, unknown }
}
