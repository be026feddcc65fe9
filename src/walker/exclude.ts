import { HoldfastError } from '../domain/errors.ts'
import { excludeBytesMax, excludesMax } from '../domain/limits.ts'
import type { BytePath } from '../domain/path.ts'
import { nameOf } from '../domain/path.ts'
import type { Glob } from './internal/glob.ts'
import { compileGlob, matchesGlob } from './internal/glob.ts'

export type ExcludeFilter = (path: BytePath, kind: 'file' | 'directory') => boolean

/**
 * What the patterns leave out; the walk does not go into an excluded directory, so nothing below it is asked for.
 *
 * - `*.log`, `cache`: no slash: a name at any depth.
 * - `/srv/www/tmp`: leading slash: the whole path.
 * - `wp-content/cache/*.tmp`: other slash: these last components, at any depth.
 * - `node_modules/`: slash at the end: directories only.
 *
 * `*` and `?` stay inside a name, `**` as a component is any number of components (at the end: everything below),
 * `[a-z]` and `[!a-z]` are one byte, `\` takes the next character as it is. A leading dot is nothing special, case
 * counts. Matching is on bytes and linear in path length times pattern length.
 * Throws HF_USAGE for a pattern that cannot be meant (empty, open bracket, non-ASCII class), HF_LIMIT for too many.
 */
export function compileExcludes(globs: readonly string[]): ExcludeFilter {
  if (globs.length > excludesMax)
    throw new HoldfastError('HF_LIMIT', `more than ${excludesMax} exclude patterns`)
  const patterns = globs.map(compilePattern)
  const names = new Set(patterns.flatMap((pattern) => (pattern.how === 'literal-name' ? [pattern.name] : [])))
  const others = patterns.filter((pattern) => pattern.how !== 'literal-name')
  if (names.size + others.length === 0) return () => false
  return (path, kind) => {
    const name = nameOf(path) ?? ''
    return names.has(name) || others.some((pattern) => isExcludedBy(pattern, { path, name, kind }))
  }
}

/** Most patterns are plain names: one look into a Set for all of them. */
interface LiteralName {
  readonly how: 'literal-name'
  readonly name: string
}

interface WildPattern {
  readonly how: 'name' | 'path'
  readonly glob: Glob
  readonly only: 'directory' | 'any'
}

function compilePattern(text: string): LiteralName | WildPattern {
  const pattern = Buffer.from(text, 'utf8').toString('latin1')
  if (pattern.length > excludeBytesMax) {
    throw new HoldfastError('HF_LIMIT', `an exclude pattern is longer than ${excludeBytesMax} bytes`)
  }
  const only = pattern.endsWith('/') ? 'directory' : 'any'
  const body = only === 'any' ? pattern : pattern.slice(0, -1)
  if (body === '') throw new HoldfastError('HF_USAGE', `an exclude pattern is empty: ${JSON.stringify(text)}`)
  if (!body.includes('/')) {
    const isLiteral = only === 'any' && !/[*?[\\]/.test(body)
    return isLiteral ? { how: 'literal-name', name: body } : { how: 'name', glob: compileGlob(body), only }
  }
  const anchored = body.startsWith('/') ? body.slice(1) : `**/${body}`
  return { how: 'path', glob: compileGlob(anchored), only }
}

function isExcludedBy(
  pattern: WildPattern,
  entry: { readonly path: BytePath; readonly name: string; readonly kind: 'file' | 'directory' },
): boolean {
  if (pattern.only === 'directory' && entry.kind !== 'directory') return false
  return matchesGlob(pattern.glob, pattern.how === 'name' ? entry.name : entry.path.slice(1))
}
