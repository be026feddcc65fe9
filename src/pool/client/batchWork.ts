import { invariant } from '../../domain/errors.ts'
import type { BatchReply, ReadItem } from '../../domain/job.ts'
import { attemptFiles } from './batchAttempt.ts'
import type { BatchFile, BatchWorkOptions, FileWork } from './batchFiles.ts'
import type { Work } from './finishWork.ts'
import { contentKey } from './poison.ts'

export interface BatchWork extends Work {
  /** Once nothing is pending. */
  reply(): BatchReply
}

/** The files of one batch until each has a result. */
export function createBatchWork(options: BatchWorkOptions): BatchWork {
  const files = options.batch.directories.flatMap((directory, index) =>
    directory.files.map((file) => newFileWork(index, file, options.ownerOf(directory.path, file.uid))),
  )
  return {
    pending: () => {
      for (const file of files) {
        if (isHopeless(file, options)) file.result ??= { state: 'skipped', reason: 'reader-failed' }
      }
      return files.flatMap((file, item) => (file.result === undefined ? [item] : []))
    },
    attempt: async (session, items) => {
      const wanted = items.flatMap((item) => files[item] ?? [])
      return await attemptFiles({ session, items, files: wanted, options })
    },
    blame: (item, loss) => {
      const file = files[item]
      invariant(file !== undefined, 'blame for a file that is not in the batch')
      file.kills += 1
      const content = file.answered?.content
      const key = content === undefined ? null : contentKey(content.oid, file.file.fileClass)
      options.poison.charge(file.owner, key, loss)
    },
    reply: () => ({ items: files.map(resultOf) }),
  }
}

function newFileWork(directory: number, file: BatchFile, owner: string): FileWork {
  return { directory, file, owner, kills: 0, answered: undefined, result: undefined }
}

/**
 * No further try: it killed readers before its content was known, or even though nobody judged it any more, or its
 * owner has used up the budget in that way. A content that dies in judgement has one try more, without judgement.
 */
function isHopeless(file: FileWork, { poison, killsPerContentMax }: BatchWorkOptions): boolean {
  const tries = file.answered === undefined ? killsPerContentMax : killsPerContentMax + 1
  return file.kills >= tries || poison.standing(file.owner) === 'banned'
}

function resultOf(file: FileWork): ReadItem {
  invariant(file.result !== undefined, 'a batch replied before it was finished')
  return file.result
}
