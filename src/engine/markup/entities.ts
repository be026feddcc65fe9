/** Letters that a page writes as numbers, and the five that have names in every attribute. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(entity, (all, hex: string | undefined, decimal: string | undefined, name: string) => {
    if (hex !== undefined) return characterOf(Number.parseInt(hex, 16))
    return decimal === undefined ? (named.get(name) ?? all) : characterOf(Number.parseInt(decimal, 10))
  })
}

const entity = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(quot|apos|amp|lt|gt|lpar|rpar|colon|Tab|NewLine));?/gi

const named: ReadonlyMap<string, string> = new Map([
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['lpar', '('],
  ['rpar', ')'],
  ['colon', ':'],
  ['Tab', '\t'],
  ['NewLine', '\n'],
])

function characterOf(code: number): string {
  return code <= 0xffff ? String.fromCharCode(code) : '?'
}
