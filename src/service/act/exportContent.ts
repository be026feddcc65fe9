import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError } from '../../domain/errors.ts'
import { shortOid } from '../../domain/oid.ts'
import { writeNewFile } from '../../fsafe/out/writeNewFile.ts'
import { readAllowed } from '../allowed.ts'
import { resolveContentId } from '../contentId.ts'
import type { ServiceContext } from '../context.ts'
import type { ExportReport, ExportRequest } from '../contract/undo.ts'
import { pathFrom } from '../target.ts'
import { readKept } from '../view.ts'
import { withFreshJudge } from './judgeToday.ts'

/**
 * Writes a kept content to a new file. Nothing is overwritten, and no link or directory that others can change is written
 * through. HF_RESTORE_INFECTED, HF_NOT_KEPT, and as resolveContentId and writeNewFile.
 */
export async function exportContent(context: ServiceContext, request: ExportRequest): Promise<ExportReport> {
  const { store } = context
  const oid = await resolveContentId(store.meta, request.content)
  const path = pathFrom(request.to, request.cwd)
  const bytes = await readKept(store, oid)
  if (request.infected === 'refuse' && !(await readAllowed(store))(oid)) {
    // Judged by the name it will have, as a scan of it would.
    const outcome = await withFreshJudge(context, async (judge) => await judge.judge({ path, oid }))
    if (outcome === 'malicious') {
      throw new HoldfastError(
        'HF_RESTORE_INFECTED',
        `${shortOid(oid)} is malicious under today's rules and was not written`,
        {
          facts: { hash: oid, path: displayPath(path) },
          hint: `look at it safely: holdfast view ${shortOid(oid)}\nwrite it all the same: --force-infected`,
        },
      )
    }
  }
  writeNewFile(path, bytes)
  return { oid, size: bytes.length, path: displayPath(path) }
}
