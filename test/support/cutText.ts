import { cutPhp } from '../../src/cleaner/cut/cutPhp.ts'
import { extentsOf } from '../../src/cleaner/cut/extents.ts'
import { parsePhp } from '../../src/engine/php/parse/parsePhp.ts'
import { phpRegions } from '../../src/engine/regions.ts'

/**
 * What is left of a source in which `«` and `»` stand around each finding, or why nothing is cut. The marks are no part of
 * the source.
 */
export function cutText(marked: string): string {
  const marks: { start: number; end: number }[] = []
  let text = ''
  let start = 0
  for (const piece of marked.split(/([«»])/)) {
    if (piece === '«') start = text.length
    else if (piece === '»') marks.push({ start, end: text.length })
    else text += piece
  }
  const program = parsePhp(text, { start: 'html', tags: 'all' })
  const cut = cutPhp({ text, program, marks }, () => undefined)
  if (cut.state === 'refused') return cut.reason
  let left = ''
  let at = 0
  for (const range of extentsOf(text, phpRegions(text, 'all'), cut.statements)) {
    left += text.slice(at, range.start)
    at = range.end
  }
  return left + text.slice(at)
}
