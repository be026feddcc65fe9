import { HoldfastError } from '../../domain/errors.ts'
import { unreachable } from '../../domain/errors.ts'
import { pathToBytes } from '../../domain/path.ts'
import type { Answer, Listing } from './answer.ts'
import { renderCsv, renderTsv } from './delimited.ts'
import type { Screen } from './screen.ts'

export const formats = ['table', 'json', 'ndjson', 'csv', 'tsv', 'paths0'] as const
export type Format = (typeof formats)[number]

/** The bytes of an answer in one format; throws HF_USAGE when the answer has no such form. */
export function renderAnswer(answer: Answer, format: Format, screen: Screen): string | Buffer {
  switch (format) {
    case 'table':
      return joinLines(answer.screen(screen))
    case 'json':
      return `${JSON.stringify(answer.json(), null, 2)}\n`
    case 'ndjson':
      return joinLines((answer.listing?.items() ?? [answer.json()]).map((item) => JSON.stringify(item)))
    case 'csv':
      return renderCsv(listingOf(answer, format))
    case 'tsv':
      return renderTsv(listingOf(answer, format))
    case 'paths0':
      return renderPaths(listingOf(answer, format))
    default:
      return unreachable(format)
  }
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
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
