import { hostOfAddress, isForeign } from '../../script/js/hosts.ts'
import { hidingOf } from '../hidden.ts'
import { elementFrom, isOutside, valueOf } from '../page.ts'
import type { Page } from '../page.ts'
import type { Tag } from '../tags.ts'
import type { Found } from './markupRule.ts'

/** Invisible frames of other sites. Outside of the page nobody puts one but a script that goes through all files. */
export function hiddenFrames(page: Page): Found[] {
  const found: Found[] = []
  for (const [index, tag] of page.tags.entries()) {
    if (tag.kind !== 'open' || !frames.has(tag.name)) continue
    const source = valueOf(tag, tag.name === 'object' ? 'data' : 'src')
    const hiding = hidingOf(tag)
    if (hiding === 'shown' || !isForeign(source)) continue
    const trace = [tag.name, hiding, hostOfAddress(source) ?? '']
    found.push({ rule: frameRule(page, tag, source), span: elementFrom(page, index), trace })
    if (found.length === foundMax) break
  }
  return found
}

function frameRule(page: Page, tag: Tag, source: string): number {
  return isOutside(page, tag) || isOdd(source) ? outside : inside
}

/** One file that is all frames is one finding. */
const foundMax = 64
const outside = 2600
const inside = 2630
const frames: ReadonlySet<string> = new Set(['iframe', 'frame', 'object', 'embed'])

/** A number for a host, or a port that no site has. */
function isOdd(source: string): boolean {
  return /^(?:https?:)?\/\/(?:\d{1,3}\.){3}\d{1,3}|^(?:https?:)?\/\/[a-z0-9.-]{4,80}:(?!443|80\b)\d{2,5}\//i.test(
    source,
  )
}

/** Scripts of other sites in front of the page or behind it. */
export function outsideScripts(page: Page): Found[] {
  const found: Found[] = []
  for (const [index, tag] of page.tags.entries()) {
    if (tag.kind !== 'open' || tag.name !== 'script' || !isOutside(page, tag)) continue
    const source = valueOf(tag, 'src')
    if (!isForeign(source)) continue
    if (found.length >= foundMax) break
    const isBefore = tag.start < page.document.start
    found.push({
      rule: isBefore ? 2601 : 2631,
      span: elementFrom(page, index),
      trace: ['script', isBefore ? 'before the page' : 'behind the page', hostOfAddress(source) ?? ''],
    })
  }
  return found
}
