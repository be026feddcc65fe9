import { elementFrom } from '../page.ts'
import type { Page } from '../page.ts'
import type { Found } from './markupRule.ts'

/** Scripts in a vector picture that do more than move its parts. */
export function pictureScripts(page: Page): Found[] {
  if (page.tags.find(({ name }) => name !== '!doctype')?.name !== 'svg') return []
  const found: Found[] = []
  for (const [index, { name, body, attributes }] of page.tags.entries()) {
    const code = name === 'script' && body !== null ? page.text.slice(body.start, body.end) : ''
    if (acts.test(code)) found.push({ rule: 2606, span: elementFrom(page, index), trace: ['svg', 'script'] })
    const onload = attributes.get('onload')
    if (onload !== undefined && acts.test(onload.value))
      found.push({ rule: 2606, span: { start: onload.start, end: onload.end }, trace: ['svg', 'onload'] })
  }
  return found
}

const acts =
  /location\s*[.=(]|\batob\s*\(|\beval\s*\(|document\.write|window\.open|fromCharCode|createElementNS?\s*\([^)]{0,80}(?:script|iframe|html)|innerHTML|\bfetch\s*\(|XMLHttpRequest/
