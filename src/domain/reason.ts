import { HoldfastError } from './errors.ts'

export type ReasonType = 'SA' | 'INJ' | 'SUSP'

export const reasonCategories = [
  'bkdr',
  'tool',
  'exploit',
  'spam',
  'phish',
  'miner',
  'redi',
  'deface',
  'url',
] as const
export type ReasonCategory = (typeof reasonCategories)[number]

/** `HF-<SA|INJ|SUSP>-<number>-<filetype>.<category>.<classification>`. */
export interface ReasonCode {
  readonly type: ReasonType
  readonly rule: number
  readonly filetype: string
  readonly category: ReasonCategory
  readonly classification: string
}

const pattern = /^HF-(SA|INJ|SUSP)-(\d{4}|[1-9]\d{4,8})-([a-z]{1,12})\.([a-z]{1,12})\.([a-z0-9]{1,16})$/

/** undefined when `text` is not in the grammar. */
export function parseReason(text: string): ReasonCode | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, type, rule, filetype, category, classification] = match
  const known = reasonCategories.find((candidate) => candidate === category)
  if (known === undefined || filetype === undefined || classification === undefined) return undefined
  return { type: type as ReasonType, rule: Number(rule), filetype, category: known, classification }
}

export function formatReason(reason: ReasonCode): string {
  const rule = String(reason.rule).padStart(4, '0')
  return `HF-${reason.type}-${rule}-${reason.filetype}.${reason.category}.${reason.classification}`
}

/** The same rule with the type the assessment found; the number stays (decision 8). */
export function withType(reason: string, type: ReasonType): string {
  const parsed = parseReason(reason)
  if (parsed === undefined) throw new HoldfastError('HF_BUG', `reason not in the grammar: ${reason}`)
  return formatReason({ ...parsed, type })
}
