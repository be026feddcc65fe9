import { HoldfastError } from '../../domain/errors.ts'
import { unreachable } from '../../domain/errors.ts'
import { pathToBytes } from '../../domain/path.ts'
import type { Answer, Listing } from './answer.ts'
import { renderCsv, renderTsv } from './delimited.ts'
import { jsonText } from './jsonText.ts'
import type { Screen } from './screen.ts'

export const formats = ['table', 'json', 'ndjson', 'csv', 'tsv', 'paths0'] as const
export type Format = (typeof formats)[number]

/** The bytes of an answer in one format, in pieces (see jsonText); throws HF_USAGE when the answer has no such form. */
export function* renderAnswer(answer: Answer, format: Format, screen: Screen): Generator<string | Buffer> {
  switch (format) {
    case 'table':
      yield* answer.screen(screen).map(asLine)
      return
    case 'json':
      yield* jsonText(answer.json())
      return
    case 'ndjson':
      for (const item of answer.listing?.items() ?? [answer.json()]) yield asLine(JSON.stringify(item))
      return
    case 'csv':
      yield* renderCsv(listingOf(answer, format))
      return
    case 'tsv':
      yield* renderTsv(listingOf(answer, format))
      return
    case 'paths0':
      yield renderPaths(listingOf(answer, format))
      return
    default:
      unreachable(format)
  }
}

function asLine(text: string): string {
  return `${text}\n`
}

function listingOf(answer: Answer, format: Format): Listing {
  if (answer.listing !== null) return answer.listing
  throw new HoldfastError('HF_USAGE', `this answer is not a list and has no ${format} form`, {
    facts: { format },
    hint: 'use: --format table or --json',
  })
}

function renderPaths(listing: Listing): Buffer {
  if (listing.paths === null) {
    throw new HoldfastError('HF_USAGE', 'this list is not a list of files and has no paths0 form', {
      hint: 'use: --format table, json, ndjson, csv or tsv',
    })
  }
  return Buffer.concat(listing.paths().flatMap((path) => [pathToBytes(path), Buffer.of(0)]))
}
