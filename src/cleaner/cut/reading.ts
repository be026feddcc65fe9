import type { AnalysedContent } from '../../engine/analyse.ts'

/** How the analysis of the content reads PHP in it: short tags are noise in what is no text. */
export function readingOf({ contentKind }: Pick<AnalysedContent, 'contentKind'>): {
  readonly start: 'html'
  readonly tags: 'all' | 'long'
} {
  const isText = contentKind === 'php' || contentKind === 'text' || contentKind === 'script'
  return { start: 'html', tags: isText ? 'all' : 'long' }
}
