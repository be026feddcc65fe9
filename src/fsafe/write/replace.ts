import { HoldfastError, invariant } from '../../domain/errors.ts'
import type { ByteName } from '../../domain/path.ts'
import type { WriteCalls } from './calls.ts'
import { dropStaged, linkIntoPlace, moveToStage } from './change.ts'
import { exchangeAll } from './internal/exchange.ts'
import type { Exchanged } from './internal/exchange.ts'
import { changeFailure } from './internal/failure.ts'
import type { Inode } from './internal/inodeAt.ts'
import { inodeAt, isSameInode } from './internal/inodeAt.ts'
import type { Place } from './place.ts'
import { inStage, pathAt } from './place.ts'
import type { Stage } from './stage.ts'

/**
 * `replaced`: the site had a file at every moment. `replaced-with-gap`: for some microseconds it had none. `occupied`:
 * in that gap, or since an earlier attempt, somebody else put something there, which stays. `absent`: there was nothing to
 * replace. `elsewhere`: not on the filesystem of the stage, or of another quota project.
 */
export type Replaced = 'replaced' | 'replaced-with-gap' | 'occupied' | 'absent' | 'elsewhere'

export interface ReplacementNames {
  /** Made by stageFile; stays in the stage as a second name of the new file. */
  readonly fresh: ByteName
  /** Gets what lay at the path at the very moment of the change, of any type: nobody can slip another file in between. */
  readonly kept: ByteName
}

export interface Replacement extends ReplacementNames {
  readonly stage: Stage
  readonly to: Place
}

/** What became of one of many; one failure does not keep the others from being done. */
export type ReplacedOne = Replaced | HoldfastError

/**
 * Puts a staged file at `to` and what was there into the stage, in one step where the system can exchange two names. The
 * caller then looks at `kept`: it need not be what was judged. Repeating it is harmless as long as `fresh` is in the
 * stage; without `fresh` it has been done. Throws HF_IMMUTABLE, HF_CHANGED_SINCE, HF_NO_SUCH_PATH, HF_DISK_FULL or HF_IO.
 */
export function replaceInPlace(
  calls: WriteCalls,
  stage: Stage,
  names: ReplacementNames,
  to: Place,
): Replaced {
  const [one] = replaceAllInPlace(calls, [{ stage, to, fresh: names.fresh, kept: names.kept }])
  invariant(one !== undefined, 'one answer for each replacement')
  if (one instanceof HoldfastError) throw one
  return one
}

/**
 * replaceInPlace of each, in this order, with one run of a program for all instead of one for each (4 ms). They must have
 * different names in the stage and different places.
 */
export function replaceAllInPlace(
  calls: WriteCalls,
  replacements: readonly Replacement[],
): readonly ReplacedOne[] {
  const begun = replacements.map((one) => attempt(() => begin(calls, one)))
  const ready = begun.filter((one): one is Ready => isReady(one))
  const pairs = ready.map(({ stage, kept, to }) => ({ from: inStage(stage, kept), to }))
  const exchanged = exchangeAll(calls, pairs)
  const settled = new Map(
    ready.map((one, index) => [one, attempt(() => settle(calls, one, exchanged[index] ?? 'unsupported'))]),
  )
  return begun.map((one) => (isReady(one) ? (settled.get(one) ?? 'absent') : one))
}

/**
 * renameat2(RENAME_EXCHANGE) of two names, each of any type. Repeating it undoes it: use it to put back what
 * replaceInPlace brought out by mistake. `unsupported`: by the filesystem, the kernel, or because perl is not installed.
 * Throws HF_IMMUTABLE or HF_IO.
 */
export function exchangeNames(calls: WriteCalls, from: Place, to: Place): Exchanged {
  const [exchanged] = exchangeAll(calls, [{ from, to }])
  invariant(exchanged !== undefined, 'one answer for each pair')
  if (exchanged instanceof HoldfastError) throw exchanged
  return exchanged
}

interface Ready extends Replacement {
  readonly inode: Inode
}

function isReady(begun: Ready | ReplacedOne): begun is Ready {
  return typeof begun === 'object' && 'inode' in begun
}

function attempt<T>(work: () => T): T | HoldfastError {
  try {
    return work()
  } catch (error) {
    if (error instanceof HoldfastError) return error
    throw error
  }
}

function begin(calls: WriteCalls, one: Replacement): Ready | Replaced {
  const inode = inodeAt(calls, inStage(one.stage, one.fresh))
  if (inode === undefined) return 'replaced'
  const kept = inodeAt(calls, inStage(one.stage, one.kept))
  if (kept !== undefined && !isSameInode(kept, inode)) return complete(calls, one)
  // A second name of the new file goes out to the site and what is there comes in under it, so that one look at the
  // stage tells whether that has happened.
  if (kept === undefined) addName(calls, one)
  return { ...one, inode }
}

function settle(calls: WriteCalls, one: Ready, exchanged: Exchanged | HoldfastError): Replaced {
  // A program that was stopped may have done its work before.
  if (!isSameInode(inodeAt(calls, inStage(one.stage, one.kept)), one.inode)) return 'replaced'
  if (exchanged instanceof HoldfastError) throw exchanged
  dropStaged(calls, one.stage, one.kept)
  return exchanged === 'absent' || exchanged === 'elsewhere' ? exchanged : replaceWithGap(calls, one)
}

function addName(calls: WriteCalls, { stage, fresh, kept }: Replacement): void {
  const place = inStage(stage, kept)
  try {
    calls.link(pathAt(inStage(stage, fresh)), pathAt(place))
  } catch (error) {
    throw changeFailure(calls, place, error)
  }
}

/** An earlier attempt brought out what was there; only where it left a gap is something missing. */
function complete(calls: WriteCalls, { stage, fresh, to }: Replacement): Replaced {
  return linkIntoPlace(calls, stage, fresh, to) === 'put' ? 'replaced' : 'occupied'
}

function replaceWithGap(calls: WriteCalls, { stage, fresh, kept, to }: Replacement): Replaced {
  const moved = moveToStage(calls, to, stage, kept)
  if (moved !== 'moved') return moved
  return linkIntoPlace(calls, stage, fresh, to) === 'put' ? 'replaced-with-gap' : 'occupied'
}
