import { getSystemErrorName } from 'node:util'
import type { ByteName } from '../../domain/path.ts'
import type { WriteCalls } from './calls.ts'
import { dropStaged, linkIntoPlace, moveToStage } from './change.ts'
import { changeFailure } from './internal/failure.ts'
import { inodeAt, isSameInode } from './internal/inodeAt.ts'
import type { Place } from './place.ts'
import { inStage, pathAt } from './place.ts'
import type { Stage } from './stage.ts'

/**
 * `replaced`: the site had a file at every moment. `replaced-with-gap`: for some microseconds it had none. `occupied`:
 * in that gap somebody else put something there, which stays. `absent`: there was nothing to replace.
 */
export type Replaced = 'replaced' | 'replaced-with-gap' | 'occupied' | 'absent' | 'elsewhere'

export interface ReplacementNames {
  /** Made by stageFile; stays in the stage as a second name of the new file. */
  readonly fresh: ByteName
  /** Gets what lay at the path at the very moment of the change, of any type: nobody can slip another file in between. */
  readonly kept: ByteName
}

/**
 * Puts a staged file at `to` and what was there into the stage, in one step where the system can exchange two names. The
 * caller then looks at `kept`: it need not be what was judged. Repeating it is harmless as long as `fresh` is in the
 * stage; without `fresh` it has been done.
 */
export function replaceInPlace(
  calls: WriteCalls,
  stage: Stage,
  names: ReplacementNames,
  to: Place,
): Replaced {
  const fresh = inodeAt(calls, inStage(stage, names.fresh))
  if (fresh === undefined) return 'replaced'
  const kept = inodeAt(calls, inStage(stage, names.kept))
  if (kept !== undefined && !isSameInode(kept, fresh)) return complete(calls, stage, names, to)
  // A second name of the new file goes out to the site and what is there comes in under it, so that one look at the
  // stage tells whether that has happened.
  if (kept === undefined) addName(calls, stage, names)
  const exchanged = exchangeNames(calls, inStage(stage, names.kept), to)
  // A program that was stopped may have done its work before.
  if (!isSameInode(inodeAt(calls, inStage(stage, names.kept)), fresh)) return 'replaced'
  dropStaged(calls, stage, names.kept)
  return exchanged === 'absent' || exchanged === 'elsewhere'
    ? exchanged
    : replaceWithGap(calls, stage, names, to)
}

/** `unsupported`: by the filesystem, the kernel, or because perl is not installed. */
export type Exchanged = 'exchanged' | 'absent' | 'elsewhere' | 'unsupported'

/**
 * renameat2(RENAME_EXCHANGE) of two names, each of any type. Repeating it undoes it: use it to put back what
 * replaceInPlace brought out by mistake. Throws HF_IMMUTABLE, HF_IO.
 */
export function exchangeNames(calls: WriteCalls, from: Place, to: Place): Exchanged {
  const number = renameat2Numbers[process.arch]
  if (number === undefined) return 'unsupported'
  const ran = calls.run({
    program: 'perl',
    // Names are bytes and arguments are text, so they go as hexadecimal digits.
    args: ['-f', '-e', exchangeProgram, number, hexOf(from.name), hexOf(to.name)],
    input: Buffer.alloc(0),
    descriptors: [from.directory.fd, to.directory.fd],
  })
  return ran.state === 'ran' ? exchangeOutcome(calls, to, ran.status) : 'unsupported'
}

function addName(calls: WriteCalls, stage: Stage, names: ReplacementNames): void {
  const place = inStage(stage, names.kept)
  try {
    calls.link(pathAt(inStage(stage, names.fresh)), pathAt(place))
  } catch (error) {
    throw changeFailure(calls, place, error)
  }
}

/** An earlier attempt brought out what was there; only where it left a gap is something missing. */
function complete(calls: WriteCalls, stage: Stage, names: ReplacementNames, to: Place): Replaced {
  return linkIntoPlace(calls, stage, names.fresh, to) === 'put' ? 'replaced' : 'occupied'
}

function replaceWithGap(calls: WriteCalls, stage: Stage, names: ReplacementNames, to: Place): Replaced {
  const moved = moveToStage(calls, to, stage, names.kept)
  if (moved !== 'moved') return moved
  return linkIntoPlace(calls, stage, names.fresh, to) === 'put' ? 'replaced-with-gap' : 'occupied'
}

const exchangeProgram =
  'my ($n, $a, $b) = @ARGV; $a = pack("H*", $a); $b = pack("H*", $b); ' +
  'exit(syscall($n + 0, 3, $a, 4, $b, 2) == 0 ? 0 : $! + 0)'

const renameat2Numbers: Readonly<Record<string, string>> = { x64: '316', arm64: '276' }

function hexOf(name: ByteName): string {
  return Buffer.from(name, 'latin1').toString('hex')
}

function exchangeOutcome(calls: WriteCalls, to: Place, status: number): Exchanged {
  if (status === 0) return 'exchanged'
  const code = getSystemErrorName(-status)
  if (code === 'ENOENT') return 'absent'
  if (code === 'EXDEV') return 'elsewhere'
  if (code === 'EINVAL' || code === 'ENOSYS') return 'unsupported'
  throw changeFailure(calls, to, Object.assign(new Error(`renameat2: ${code}`), { code }))
}
