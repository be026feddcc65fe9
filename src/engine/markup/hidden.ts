import type { Tag } from './tags.ts'
import { valueOf } from './page.ts'

/**
 * How an element is kept from the eyes of visitors. `tiny`: no larger than three pixels each way. `away`: beyond the edge of
 * the screen. `off`: not shown, which menus and dialogues are too.
 */
export type Hiding = 'shown' | 'tiny' | 'away' | 'off'

export function hidingOf(tag: Tag): Hiding {
  const style = valueOf(tag, 'style').slice(0, styleCharsMax).toLowerCase()
  if (away.test(style)) return 'away'
  if (isTiny(tag, style)) return 'tiny'
  return off.test(style) ? 'off' : 'shown'
}

const styleCharsMax = 2000
const away =
  /(?:left|right|top|bottom|text-indent|margin(?:-left|-top)?)\s*:\s*-\d{3,}(?:\.\d+)?\s*(?:px|em|pt|%|;|$)/
const off =
  /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)|font-size\s*:\s*[01]px/

function isTiny(tag: Tag, style: string): boolean {
  const small = (name: string): boolean => /^\s*[0-3](?:px)?\s*$/.test(valueOf(tag, name))
  if (small('width') && small('height')) return true
  const isFlat = /(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*[0-3](?:px)?\s*(?:;|$|!)/.test(style)
  return isFlat && (/overflow\s*:\s*(?:hidden|auto|scroll)/.test(style) || tag.name === 'iframe')
}
