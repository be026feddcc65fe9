import type { Span } from '../../span.ts'
import type { Page } from '../page.ts'

/** One thing that is found in a page: what would be cut, and words from cause to effect. */
export interface Found {
  readonly rule: number
  readonly span: Span
  readonly trace: readonly string[]
}

export type MarkupRule = (page: Page) => readonly Found[]
