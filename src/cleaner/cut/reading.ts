import type { PhpReading } from '../../engine/php/lex/lexPhp.ts'

/**
 * The ways in which the analysis reads a content: what a bare `<?` is depends on the server, so a text with one is read
 * both ways.
 */
export function readingsOf(text: string): readonly PhpReading[] {
  const long = { start: 'html', tags: 'long' } as const
  return bareTag.test(text) ? [long, { start: 'html', tags: 'all' }] : [long]
}

const bareTag = /<\?(?!=|php\s|xml)/i
