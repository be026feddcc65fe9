import type { CleanAim, CleanAnswer, CleaningRequest, KeptSlice } from '../../domain/cleaning.ts'
import { cleanRefusals } from '../../domain/cleaning.ts'
import { cleanCutsMax, cutPassesMax } from '../../domain/actingLimits.ts'
import type { Frame } from '../frame.ts'
import { integer, list, listOf, oneOf, parseJson, wrong } from './parseWire.ts'

const states = ['put-back', 'keep', 'cut', 'empty', 'refused'] as const

/** The answer to this very request; throws HF_READER_FAILED for one that the request did not allow. */
export function parseCleaned(frame: Frame, { aim, infected }: CleaningRequest): CleanAnswer {
  const header = parseJson(frame.header)
  const state = oneOf(header['state'], 'state', states)
  if (frame.tail.length > 0 || !statesOf[aim].has(state)) throw wrong('state')
  switch (state) {
    case 'refused':
      return { state, reason: oneOf(header['reason'], 'reason', cleanRefusals) }
    case 'empty':
      return { state }
    case 'put-back':
      return { state, change: oneOf(header['change'], 'change', ['removes', 'replaces']) }
    case 'keep':
      return { state, slices: parseSlices(header['slices'], infected.bytes.length) }
    case 'cut':
      return {
        state,
        slices: parseSlices(header['slices'], infected.bytes.length),
        syntax: oneOf(header['syntax'], 'syntax', ['compared', 'none']),
        rest: oneOf(header['rest'], 'rest', ['program', 'remains']),
        passes: integer(header['passes'], 'passes', 1, cutPassesMax),
      }
  }
}

/** What may be answered to each aim. */
const statesOf: Readonly<Record<CleanAim, ReadonlySet<CleanAnswer['state']>>> = {
  own: new Set(['refused', 'put-back', 'keep']),
  other: new Set(['refused', 'put-back', 'keep']),
  whole: new Set(['refused', 'put-back']),
  ranges: new Set(['refused', 'cut']),
  trim: new Set(['refused', 'empty']),
}

/** In order and apart, so that what they keep is the infected content with something less. */
function parseSlices(value: unknown, length: number): readonly KeptSlice[] {
  let at = -1
  return list(value, 'slices', cleanCutsMax + 1).map((row) => {
    const [first, last] = listOf(row, 'slice', 2)
    const start = integer(first, 'slice', at + 1, length)
    const end = integer(last, 'slice', start + 1, length)
    if (end - start === length) throw wrong('slice')
    at = end
    return { start, end }
  })
}
