import { HoldfastError, invariant } from '../../domain/errors.ts'
import { releaseEntryBytesMax, releaseFilesMax } from '../../domain/actingLimits.ts'
import { pathBytesMax } from '../../domain/limits.ts'
import { isByteName } from '../../domain/path.ts'
import type { Verdict } from '../../domain/verdict.ts'
import type { Frame } from '../frame.ts'
import { breach } from '../frame.ts'
import type { UnpackHeader } from '../messages.ts'
import type { RuleTable } from './parseVerdict.ts'
import { parseVerdict } from './parseVerdict.ts'
import { integer, list, listOf, parseJson, text, wrong } from './parseWire.ts'
import type { Session } from './session.ts'

/** Some successive files of an archive with what today's rules say of them. */
export interface UnpackedPiece {
  readonly files: readonly UnpackedFile[]
  /** The number of the entry to go on with; null after the last. */
  readonly next: number | null
}

interface UnpackedFile {
  /** Relative and free of `.` and `..`; latin1, one char per byte. */
  readonly path: string
  readonly bytes: Buffer
  readonly verdict: Verdict
}

/** HF_ARCHIVE_INVALID as the reader says; HF_READER_FAILED when it did not survive the archive. */
export async function unpackPiece(
  session: Session,
  { archive, from }: { readonly archive: Buffer; readonly from: number },
  rules: RuleTable,
): Promise<UnpackedPiece> {
  const header: UnpackHeader = { from }
  let piece: UnpackedPiece | undefined
  const lost = await session.exchange({
    kind: 'batch',
    type: 'unpack',
    header,
    tail: [archive],
    take: (frame) => {
      if (frame.type !== 'unpacked') throw breach('a reply out of turn')
      piece = parseUnpacked(frame, from, rules)
      return 'finished'
    },
  })
  if (lost !== undefined) {
    throw new HoldfastError(
      'HF_READER_FAILED',
      `the reader was lost while it unpacked: ${lost.loss.detail}`,
      {
        facts: { cause: lost.loss.cause },
      },
    )
  }
  invariant(piece !== undefined, 'an archive without a reply')
  return piece
}

/** Goes on with every reply, so that a reader cannot keep main asking. */
export function parseUnpacked(frame: Frame, from: number, rules: RuleTable): UnpackedPiece {
  const header = parseJson(frame.header)
  let offset = 0
  const files = list(header['files'], 'files', releaseFilesMax).map((row): UnpackedFile => {
    const [path, length, word] = listOf(row, 'file', 3)
    const end = offset + integer(length, 'length', 0, releaseEntryBytesMax)
    if (end > frame.tail.length) throw wrong('length')
    const bytes = frame.tail.subarray(offset, end)
    offset = end
    return { path: relativePath(path), bytes, verdict: parseVerdict(word, rules) }
  })
  if (offset !== frame.tail.length) throw wrong('tail length')
  const next = header['next'] === null ? null : integer(header['next'], 'next', from + 1, releaseFilesMax)
  return { files, next }
}

function relativePath(value: unknown): string {
  const path = text(value, 'path', pathBytesMax)
  if (!path.split('/').every(isByteName) || /[^\0-\xff]/.test(path)) throw wrong('path')
  return path
}
