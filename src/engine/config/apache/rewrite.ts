import { rewriteConditionsMax } from '../../../domain/lineEngineLimits.ts'
import type { ApacheFile, Directive } from './parse.ts'

/** A RewriteRule with the conditions that Apache puts before it. */
export interface RewriteGroup {
  readonly conditions: readonly RewriteCondition[]
  readonly rule: Directive
  readonly pattern: string
  readonly target: string
  /** Upper case names with their values as written: `R` -> `301`, `L` -> ``. */
  readonly flags: ReadonlyMap<string, string>
}

export interface RewriteCondition {
  readonly directive: Directive
  /** Lower case: `%{http_referer}`. */
  readonly subject: string
  /** Without the `!`. */
  readonly pattern: string
  readonly sense: 'is' | 'is-not'
}

export function rewriteGroups(file: ApacheFile): readonly RewriteGroup[] {
  const groups: RewriteGroup[] = []
  let conditions: RewriteCondition[] = []
  for (const directive of file.directives) {
    if (directive.name === 'rewritecond') {
      if (conditions.length < rewriteConditionsMax) conditions.push(conditionOf(directive))
    } else if (directive.name === 'rewriterule') {
      groups.push(groupOf(directive, conditions))
      conditions = []
    }
  }
  return groups
}

export function directivesOf(group: RewriteGroup): readonly Directive[] {
  return [...group.conditions.map(({ directive }) => directive), group.rule]
}

/** Host of an address with a scheme, lower case; null for a path and for a host that only the request knows. */
export function hostOf(target: string): string | null {
  const match = /^(?:https?|ftp):\/\/([^/?#\s]{1,253})/i.exec(target)
  const host = match?.[1]?.toLowerCase().replace(/:\d{1,5}$/, '')
  return host === undefined || /[%${}]/.test(host) ? null : host
}

/** Last component of a path target, without query and leading slashes; null for an address and for `-`. */
export function scriptOf(target: string): string | null {
  if (target === '-' || /^[a-z]{1,12}:\/\//i.test(target)) return null
  const path = target.replace(/\\?[?#].*$/, '').replaceAll('\\', '')
  return path.slice(path.lastIndexOf('/') + 1)
}

function conditionOf(directive: Directive): RewriteCondition {
  const [subject = '', raw = ''] = directive.words
  const isNot = raw.startsWith('!')
  return {
    directive,
    subject: subject.toLowerCase(),
    pattern: isNot ? raw.slice(1) : raw,
    sense: isNot ? 'is-not' : 'is',
  }
}

function groupOf(rule: Directive, conditions: readonly RewriteCondition[]): RewriteGroup {
  const [pattern = '', target = '', flags = ''] = rule.words
  return { conditions, rule, pattern, target, flags: flagsOf(flags) }
}

function flagsOf(text: string): ReadonlyMap<string, string> {
  const inner = text.replace(/^\[/, '').replace(/\]$/, '')
  return new Map(
    inner.split(',').map((flag): [string, string] => {
      const equals = flag.indexOf('=')
      const name = equals === -1 ? flag : flag.slice(0, equals)
      return [name.trim().toUpperCase(), equals === -1 ? '' : flag.slice(equals + 1).trim()]
    }),
  )
}
