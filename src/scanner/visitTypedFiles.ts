import { invariant } from '../domain/errors.ts'
import { classOfName } from '../domain/fileClass.ts'
import type { FileStat } from '../domain/fileStat.ts'
import { joinPath, nameOf, type ByteName } from '../domain/path.ts'
import { lstatPath } from '../fsafe/read/lstat.ts'
import { entryAt, insertEntry, setEntry, type Frame } from './frame.ts'
import type { TargetPlan } from './planRoots.ts'
import { type ScanState, skip } from './scanState.ts'
import { emptyEntry } from './visitEntry.ts'

/**
 * Looks at files that were named one by one, all in the directory of `frame`: each is read whatever its stat says, and
 * one that is gone loses its entry. Others of the directory stay as the index has them.
 */
export async function visitTypedFiles(
  state: ScanState,
  plans: readonly TargetPlan[],
  frame: Frame | undefined,
): Promise<Frame> {
  invariant(frame !== undefined, 'a file has a directory')
  const found = plans.flatMap(({ target }) => look(state, frame, target))
  for (const { name, stat } of found) {
    // All new names first: each moves the places of those behind it.
    if (frame.row?.positionOf(name) === undefined) insertEntry(frame, emptyEntry({ name, stat }))
  }
  const positions = positionsOf(frame, new Set(found.map(({ name }) => name)))
  for (const file of found) {
    enqueue(state, frame, file, positions.get(file.name))
    if (state.queue.isFull) {
      await state.queue.dispatch()
      await state.committer.room()
    }
  }
  return frame
}

interface FoundFile {
  readonly name: ByteName
  readonly stat: FileStat
}

function look(state: ScanState, frame: Frame, { path }: TargetPlan['target']): readonly FoundFile[] {
  const name = nameOf(path)
  invariant(name !== undefined, 'a file has a name')
  const stat = lstatPath(joinPath(frame.path, name))
  if (typeof stat !== 'string' && stat.kind === 'file') return [{ name, stat }]
  const known = frame.row?.positionOf(name)
  if (stat === 'vanished' && known !== undefined) setEntry(frame, known, undefined)
  else skip(state, path, typeof stat === 'string' ? stat : 'unstable')
  return []
}

/** Where the names stand among the entries as they are now. */
function positionsOf(frame: Frame, names: ReadonlySet<ByteName>): ReadonlyMap<ByteName, number> {
  const positions = new Map<ByteName, number>()
  const count = frame.entries?.length ?? frame.row?.count ?? 0
  for (let position = 0; position < count; position += 1) {
    const name = entryAt(frame, position)?.name
    if (name !== undefined && names.has(name)) positions.set(name, position)
  }
  return positions
}

function enqueue(
  state: ScanState,
  frame: Frame,
  { name, stat }: FoundFile,
  position: number | undefined,
): void {
  invariant(position !== undefined, 'a file that is looked at has its place')
  const isKnown = frame.row?.positionOf(name) !== undefined
  state.tally.files += 1
  state.tally.bytes += stat.size
  frame.waiting += 1
  state.queue.add({
    frame,
    position,
    name,
    stat,
    previous: isKnown ? entryAt(frame, position) : undefined,
    fileClass: classOfName(name),
    attempt: 1,
  })
}
