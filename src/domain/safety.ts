import { displayPath } from './displayPath.ts'
import { unreachable } from './errors.ts'
import { safeFilesMin, safeRootShare } from './actingLimits.ts'
import type { BytePath } from './path.ts'

/** A file that a run would change, and what its change counts against. */
export interface CountedFile {
  readonly root: BytePath
  /** Numbers of the rules that ask for it. */
  readonly rules: readonly number[]
}

export interface SafetyFacts {
  readonly planned: readonly CountedFile[]
  /** Changed in the 24 hours before, for whatever cause, and not undone. */
  readonly earlier: readonly CountedFile[]
  /** Files of each root that is touched. */
  readonly rootFiles: ReadonlyMap<BytePath, number>
  /** safety.maxFiles. */
  readonly filesMax: number
  /** What a person allowed for this one run; null = the limits above hold. */
  readonly allowed: number | null
}

/** Too many files for one run: nothing is changed (decision 3). */
export interface HeldRun {
  /** That the whole run would change. */
  readonly files: number
  readonly limit: number
  /** What counts against the limit besides: files changed in the 24 hours before. */
  readonly earlier: number
  readonly because:
    | { readonly kind: 'allowed' }
    | { readonly kind: 'root'; readonly root: BytePath; readonly rootFiles: number }
    | { readonly kind: 'rule'; readonly rule: number }
}

/**
 * Whether a run has to wait for a person: a wrong rule must not change a whole server before somebody has looked. What a
 * person allows by number holds for that run alone and instead of the limits.
 */
export function heldRun(facts: SafetyFacts): HeldRun | null {
  const files = facts.planned.length
  const { allowed } = facts
  if (allowed !== null) {
    return files <= allowed ? null : { files, limit: allowed, earlier: 0, because: { kind: 'allowed' } }
  }
  return heldByRoot(facts) ?? heldByRule(facts)
}

/** Why a run is held, without its way on. */
export function heldReason({ files, limit, earlier, because }: HeldRun): string {
  const count = files === 1 ? '1 file is' : `${String(files)} files are`
  const before = earlier === 0 ? '' : `, with the ${String(earlier)} of the last 24 hours,`
  switch (because.kind) {
    case 'allowed':
      return `${count} more than the ${String(limit)} that --max-files allows`
    case 'root':
      return `${count}${before} more than the ${String(limit)} that may be changed in ${displayPath(because.root)} (safety.maxFiles, or 5 % of its ${because.rootFiles.toLocaleString('en-US')} files)`
    case 'rule':
      return `${count}${before} more than the ${String(limit)} that may be changed because of rule ${String(because.rule)} (safety.maxFiles)`
    default:
      return unreachable(because)
  }
}

function heldByRoot({ planned, earlier, rootFiles, filesMax }: SafetyFacts): HeldRun | null {
  const [now, before] = [countBy(planned, rootOf), countBy(earlier, rootOf)]
  for (const [root, count] of now) {
    const size = rootFiles.get(root) ?? 0
    const limit = Math.min(filesMax, Math.max(safeFilesMin, Math.floor(size * safeRootShare)))
    const already = before.get(root) ?? 0
    if (count + already <= limit) continue
    const because = { kind: 'root', root, rootFiles: size } as const
    return { files: planned.length, limit, earlier: already, because }
  }
  return null
}

function heldByRule({ planned, earlier, filesMax }: SafetyFacts): HeldRun | null {
  const [now, before] = [countBy(planned, rulesOf), countBy(earlier, rulesOf)]
  for (const [rule, count] of now) {
    const already = before.get(rule) ?? 0
    if (count + already <= filesMax) continue
    return { files: planned.length, limit: filesMax, earlier: already, because: { kind: 'rule', rule } }
  }
  return null
}

function rootOf({ root }: CountedFile): readonly BytePath[] {
  return [root]
}

function rulesOf({ rules }: CountedFile): readonly number[] {
  return [...new Set(rules)]
}

function countBy<Key>(
  files: readonly CountedFile[],
  keysOf: (file: CountedFile) => readonly Key[],
): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>()
  for (const file of files) for (const key of keysOf(file)) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
