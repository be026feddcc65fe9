import { systemCode } from '../../domain/errors.ts'
import type { ByteName } from '../../domain/path.ts'
import type { WriteCalls } from './calls.ts'
import { changeFailure, directoryGone, inTheWay } from './internal/failure.ts'
import type { Inode } from './internal/inodeAt.ts'
import { inodeAt, isSameInode } from './internal/inodeAt.ts'
import type { NewFile } from './internal/makeFile.ts'
import { makeFile } from './internal/makeFile.ts'
import type { Place } from './place.ts'
import { pathAt } from './place.ts'
import { exchangeNames } from './replace.ts'
import type { XattrsWritten } from './xattrs.ts'

/*
 * Changes where no stage is possible (decision 37): all happens in the directory of the file, whose owner can interfere.
 * He can hurt only himself, but bytes that he writes at the wrong moment can be lost; results say `copy` so that people
 * are told. The caller has stored the original before.
 */

/** What was judged; `changed` is the answer when something else has its name. */
export type Expected = Pick<Inode, 'dev' | 'ino'>

export interface CopyModeResult {
  readonly mode: 'copy'
  readonly outcome: 'done' | 'absent' | 'changed'
}

/**
 * Makes the new file under a name that nobody can guess, beside where it will go, synced. Fails with HF_IO when the name
 * is taken.
 */
export function makeBeside(calls: WriteCalls, temporary: Place, file: NewFile): XattrsWritten {
  try {
    return makeFile(calls, temporary, file, 'possible')
  } catch (error) {
    throw changeFailure(calls, temporary, error)
  }
}

/**
 * Puts the file made by makeBeside at `name` if `expected` is there. Afterwards the temporary name is gone.
 * `changed`: the file there stays, and the temporary one too.
 */
export function replaceBeside(
  calls: WriteCalls,
  temporary: Place,
  name: ByteName,
  expected: Expected,
): CopyModeResult {
  const to: Place = { directory: temporary.directory, name }
  const there = inodeAt(calls, to)
  if (there === undefined) return result('absent')
  if (!isSameInode(there, expected)) return result('changed')
  switch (exchangeNames(calls, temporary, to)) {
    case 'exchanged':
      return settleExchange(calls, temporary, to, expected)
    case 'absent':
    case 'elsewhere':
      return result('absent')
    case 'unsupported':
      renameOver(calls, temporary, to)
      return result('done')
  }
}

/** Gives the file made by makeBeside its name if nothing has it. Afterwards the temporary name is gone; `changed`: both stay. */
export function putBeside(calls: WriteCalls, temporary: Place, name: ByteName): CopyModeResult {
  const to: Place = { directory: temporary.directory, name }
  try {
    calls.link(pathAt(temporary), pathAt(to))
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EEXIST') return result('changed')
    if (code === 'ENOENT') throw directoryGone(to)
    throw changeFailure(calls, to, error)
  }
  unlinkName(calls, temporary)
  return result('done')
}

/** Removes the name if `expected` still has it. Between that look and the removal its owner can slip another file in. */
export function unlinkExpected(calls: WriteCalls, place: Place, expected: Expected): CopyModeResult {
  const there = inodeAt(calls, place)
  if (there === undefined) return result('absent')
  if (!isSameInode(there, expected)) return result('changed')
  unlinkName(calls, place)
  return result('done')
}

function settleExchange(calls: WriteCalls, temporary: Place, to: Place, expected: Expected): CopyModeResult {
  if (isSameInode(inodeAt(calls, temporary), expected)) {
    unlinkName(calls, temporary)
    return result('done')
  }
  exchangeNames(calls, temporary, to)
  return result('changed')
}

function renameOver(calls: WriteCalls, from: Place, to: Place): void {
  try {
    calls.rename(pathAt(from), pathAt(to))
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') throw directoryGone(to)
    if (code === 'EISDIR') throw inTheWay(to)
    throw changeFailure(calls, to, error)
  }
}

function unlinkName(calls: WriteCalls, place: Place): void {
  try {
    calls.unlink(pathAt(place))
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw changeFailure(calls, place, error)
  }
}

function result(outcome: CopyModeResult['outcome']): CopyModeResult {
  return { mode: 'copy', outcome }
}
