import type { Initiator } from './event.ts'
import type { Oid } from './oid.ts'
import { type BytePath, parentOf, rootPath } from './path.ts'

/**
 * What an entry of the ignore list is about (decision 31). A file is pinned to one content and the rules that were known:
 * an edit or another rule makes it visible again. The others are wide on purpose. `rule` null = every rule.
 */
export type IgnoreScope =
  | { readonly kind: 'file'; readonly path: BytePath; readonly oid: Oid; readonly rules: readonly number[] }
  | { readonly kind: 'directory'; readonly path: BytePath; readonly rule: number | null }
  | { readonly kind: 'content'; readonly oid: Oid; readonly rule: number | null }
  /** `pattern` as for scan.exclude; null = everywhere. */
  | { readonly kind: 'rule'; readonly rule: number; readonly pattern: string | null }

/** Times in milliseconds since 1970. */
export interface Ignore {
  readonly id: number
  readonly scope: IgnoreScope
  readonly reason: string
  readonly initiator: Initiator
  readonly addedAt: number
  /** null = until it is removed. */
  readonly expiresAt: number | null
}

/** A file as the list looks at it: `rules` are the numbers of all its findings. */
export interface IgnorableFile {
  readonly path: BytePath
  readonly oid: Oid
  readonly rules: readonly number[]
}

export interface IgnoreList {
  /** The entry under which the file is ignored: only when entries cover every one of its rules. null = it is not. */
  covering(file: IgnorableFile): number | null
  /** The entry that accepts a content which could not be judged: only one about this very content. */
  accepting(item: { readonly path: BytePath; readonly oid: Oid }): number | null
}

export type CompilePattern = (pattern: string) => (path: BytePath) => boolean

/** Arranged so that a file costs a look per directory above it, however long the list is. */
export function ignoreList(ignores: readonly Ignore[], compile: CompilePattern): IgnoreList {
  const byPlace = new Map<string, Ignore[]>()
  const patterns = new Map<number, (path: BytePath) => boolean>()
  for (const ignore of ignores) {
    const key = keyOf(ignore.scope)
    byPlace.set(key, [...(byPlace.get(key) ?? []), ignore])
    const pattern = ignore.scope.kind === 'rule' ? ignore.scope.pattern : null
    if (pattern !== null) patterns.set(ignore.id, compile(pattern))
  }
  const matching = (file: IgnorableFile): Ignore[] =>
    keysFor(file)
      .flatMap((key) => byPlace.get(key) ?? [])
      .filter(({ id, scope }) => isAbout(scope, file) && patterns.get(id)?.(file.path) !== false)
  return {
    covering: (file) => coveringAll(file.rules, matching(file)),
    accepting: ({ path, oid }) => {
      const accepted = matching({ path, oid, rules: [] }).find(({ scope }) => acceptsUndecided(scope))
      return accepted?.id ?? null
    },
  }
}

function keyOf(scope: IgnoreScope): string {
  switch (scope.kind) {
    case 'file':
      return `f${scope.path}`
    case 'directory':
      return `d${scope.path}`
    case 'content':
      return `c${scope.oid}`
    case 'rule':
      return `r${String(scope.rule)}`
  }
}

function keysFor({ path, oid, rules }: IgnorableFile): string[] {
  const keys = [`f${path}`, `c${oid}`, ...rules.map((rule) => `r${String(rule)}`)]
  for (let above = path; above !== rootPath; ) {
    above = parentOf(above)
    keys.push(`d${above}`)
  }
  return keys
}

function isAbout(scope: IgnoreScope, { oid }: IgnorableFile): boolean {
  return scope.kind === 'file' ? scope.oid === oid : true
}

function coveringAll(rules: readonly number[], ignores: readonly Ignore[]): number | null {
  if (rules.length === 0) return null
  const covering = rules.map((rule) => ignores.find(({ scope }) => coversRule(scope, rule)))
  const isCovered = covering.every((ignore) => ignore !== undefined)
  return isCovered ? (covering[0]?.id ?? null) : null
}

function coversRule(scope: IgnoreScope, rule: number): boolean {
  if (scope.kind === 'file') return scope.rules.includes(rule)
  return scope.rule === null || scope.rule === rule
}

function acceptsUndecided(scope: IgnoreScope): boolean {
  return scope.kind === 'file' || (scope.kind === 'content' && scope.rule === null)
}
