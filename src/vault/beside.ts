import { contentsOf } from '../domain/operation.ts'
import { captureContent } from '../fsafe/write/capture.ts'
import { unlinkExpected } from '../fsafe/write/copyMode.ts'
import type { Place } from '../fsafe/write/place.ts'
import { keepContents } from './keepContents.ts'
import type { Job } from './job.ts'
import { type HeldVersion, heldVersion } from './lookAt.ts'
import { unlessTrouble } from './trouble.ts'
import type { VaultContext } from './vault.ts'

/**
 * Takes away the temporary file of copy mode before the operation ends: it lies in the site, and nobody would look for it
 * later. What is in it is in the store, or is kept first.
 */
export async function dropBeside(context: VaultContext, { operation, place, way }: Job): Promise<void> {
  if (way.kind !== 'copy' || place === null) return
  const temporary: Place = { directory: place.directory, name: way.temporary }
  const captured = unlessTrouble(() => captureContent(context.calls, temporary))
  if (captured?.state !== 'captured') return
  const held = heldVersion(captured)
  const isKnown = contentsOf(operation).includes(held.version.oid)
  if (!isKnown) await keepUnlessOurs(context, held, operation.after?.oid)
  unlessTrouble(() => unlinkExpected(context.calls, temporary, held))
}

/** A file that a crash left half written is the beginning of the new one. */
async function keepUnlessOurs(
  context: VaultContext,
  { version, bytes }: HeldVersion,
  after: HeldVersion['version']['oid'] | undefined,
): Promise<void> {
  const whole = after === undefined ? null : await (await context.store.objects()).readContent(after)
  if (whole?.subarray(0, bytes.length).equals(bytes) === true) return
  const rows = await keepContents(context, [{ oid: version.oid, bytes }])
  await context.journal.write(rows, [])
}
