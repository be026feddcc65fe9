import type { CleanAnswer, CleaningRequest } from '../../domain/cleaning.ts'
import { HoldfastError, invariant } from '../../domain/errors.ts'
import type { AskedContent, BatchReply, ContentAnswer, ReadBatch, StoredContent } from '../../domain/job.ts'
import { batchesInFlightMax, readerWorkersMax } from '../../domain/limits.ts'
import type { BytePath } from '../../domain/path.ts'
import type { RuleInfo, RulePack } from '../../domain/ruleset.ts'
import type { Verdict } from '../../domain/verdict.ts'
import { createBatchWork } from './batchWork.ts'
import { createCleanWork } from './cleanWork.ts'
import { finishWork } from './finishWork.ts'
import type { WorkContext } from './finishWork.ts'
import { createGate } from './gate.ts'
import type { Isolation } from './isolation.ts'
import { launchersFor } from './isolation.ts'
import { createJudgeWork, judgeRequests } from './judgeWork.ts'
import type { RuleTable } from './parseVerdict.ts'
import { createPoisonBook } from './poison.ts'
import type { PoisonBook } from './poison.ts'
import { entryAt, standardEntry } from './readerEntry.ts'
import type { ReaderLimits } from './readerLimits.ts'
import { standardLimits } from './readerLimits.ts'
import type { Readers } from './readers.ts'
import { createReaders } from './readers.ts'
import type { UnpackedPiece } from './unpackWork.ts'
import { unpackPiece } from './unpackWork.ts'
import type { Loss } from './watch.ts'

/**
 * The main process's side of the reader (decision 1). Nothing is started before the first request. Every method throws
 * HF_READER_FAILED when a reader cannot be started or none gets anything done.
 */
export interface ReaderClient {
  /** Compiles the packs; all later work uses them. HF_RULES_INVALID, HF_ENGINE_UNAVAILABLE. */
  loadRules(
    packs: readonly RulePack[],
  ): Promise<{ readonly engine: string; readonly rules: readonly RuleInfo[] }>
  /** Compiles one pack and tries its rules on their own worst inputs. HF_RULES_INVALID, HF_RULE_SLOW. */
  admit(pack: RulePack): Promise<readonly RuleInfo[]>
  /**
   * Reads, hashes, asks, judges and deflates the files of one batch. `answer` is called once with all contents that could
   * be read; after a reader was lost again, but only for contents that are new since. A content that brings
   * the reader down is undecided; a file that does so when it is only read is skipped as `reader-failed`.
   */
  read(
    batch: ReadBatch,
    answer: (asked: readonly AskedContent[]) => Promise<readonly ContentAnswer[]>,
  ): Promise<BatchReply>
  /** Judges stored bytes; no file is opened. One verdict per content, in order. */
  judge(contents: readonly StoredContent[]): Promise<readonly Verdict[]>
  /** Says what may take the place of an infected content; a content that brings the reader down is refused. */
  clean(request: CleaningRequest): Promise<CleanAnswer>
  /** Some files of a ZIP archive, judged. HF_ARCHIVE_INVALID. */
  unpack(archive: Buffer, from: number): Promise<UnpackedPiece>
  /** Waits for what runs, then ends the reader, by force after a while. */
  close(): Promise<void>
  /** How the reader is kept apart; before the first request, how it is meant to be. */
  isolation(): Isolation
  /** The reader's process id; undefined while there is none. */
  pid(): number | undefined
}

export interface ReaderOptions {
  /** Threads of the reader. */
  readonly workers: number
  /** Told of every lost reader. */
  readonly onIncident?: (loss: Loss) => void
  /** Whose budget a file of this uid in this directory counts on; one budget for all when absent. */
  readonly ownerOf?: (path: BytePath, uid: number) => string
  /** Another module to start the reader with. */
  readonly entry?: string
  readonly limits?: Partial<ReaderLimits>
}

export function startReader(options: ReaderOptions): ReaderClient {
  const limits = { ...standardLimits, ...options.limits }
  const readers = openReaders(options, limits)
  const gate = createGate(batchesInFlightMax)
  const poison = createPoisonBook(limits)
  const ownerOf = options.ownerOf ?? (() => '')
  let isClosed = false

  const requireOpen = (): void => {
    if (isClosed) throw new HoldfastError('HF_BUG', 'the reader is used after close')
  }

  return {
    loadRules: async (packs) => {
      requireOpen()
      return await gate.exclusive(async () => await readers.load(packs))
    },
    admit: async (pack) => {
      requireOpen()
      return await gate.exclusive(async () => (await readers.admit(pack)).rules)
    },
    read: async (batch, answer) => {
      requireOpen()
      const rules = (): RuleTable | undefined => readers.table()
      const { killsPerContentMax } = limits
      const work = createBatchWork({ batch, answer, poison, killsPerContentMax, ownerOf, rules })
      await finishWork(work, { readers, gate })
      return work.reply()
    },
    judge: async (contents) => {
      requireOpen()
      const requests = judgeRequests(contents).map(async (request) => {
        const work = createJudgeWork(request, poison, () => readers.table())
        await finishWork(work, { readers, gate })
        return work.verdicts()
      })
      return (await Promise.all(requests)).flat()
    },
    ...cleaningWork({ readers, gate, poison, requireOpen }),
    close: async () => {
      isClosed = true
      await gate.exclusive(async () => {
        await readers.end()
      })
    },
    isolation: () => readers.isolation(),
    pid: () => readers.pid(),
  }
}

interface CleaningContext extends WorkContext {
  readonly poison: PoisonBook
  readonly requireOpen: () => void
}

function cleaningWork({
  readers,
  gate,
  poison,
  requireOpen,
}: CleaningContext): Pick<ReaderClient, 'clean' | 'unpack'> {
  const requireRules = (): RuleTable => {
    requireOpen()
    const rules = readers.table()
    invariant(rules !== undefined, 'asked for work that needs rules before they were loaded')
    return rules
  }
  return {
    clean: async (request) => {
      requireRules()
      const work = createCleanWork(request, poison)
      await finishWork(work, { readers, gate })
      return work.answer()
    },
    unpack: async (archive, from) => {
      const rules = requireRules()
      return await gate.exclusive(
        async () => await unpackPiece(await readers.current(), { archive, from }, rules),
      )
    },
  }
}

function openReaders(options: ReaderOptions, limits: ReaderLimits): Readers {
  return createReaders({
    entry: options.entry === undefined ? standardEntry() : entryAt(options.entry),
    launchers: launchersFor(process.getuid?.() ?? 0),
    workers: Math.max(1, Math.min(options.workers, readerWorkersMax)),
    limits,
    onLoss: (loss) => options.onIncident?.(loss),
  })
}
