import { fileClasses } from '../domain/fileClass.ts'
import { outcomeOf } from '../domain/verdict.ts'
import { getContent } from '../store/contents.ts'
import { getVerdicts } from '../store/verdicts.ts'
import { resolveContentId, unknownContent } from './contentId.ts'
import type { ServiceContext } from './context.ts'
import type { ContentFacts } from './contract/blob.ts'

/** What is known of one content whatever file has it. HF_USAGE, HF_NOT_FOUND, HF_AMBIGUOUS. */
export async function showContentFacts({ store }: ServiceContext, content: string): Promise<ContentFacts> {
  const oid = await resolveContentId(store.meta, content)
  const row = await getContent(store.meta, oid)
  if (row === undefined) throw unknownContent(oid)
  const rows = await getVerdicts(
    store.meta,
    fileClasses.map((fileClass) => ({ oid, fileClass })),
  )
  const verdicts = fileClasses.flatMap((fileClass, i) => {
    const judged = rows[i]
    if (judged === undefined) return []
    const { epoch, verdict } = judged
    return [{ fileClass, outcome: outcomeOf(verdict), epoch, verdict }]
  })
  return { oid, ...row, verdicts }
}
