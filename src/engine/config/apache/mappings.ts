import { endingOf } from '../names.ts'
import { filePattern } from './access.ts'
import type { ApacheFile, Directive, Section } from './parse.ts'
import { rewriteGroups } from './rewrite.ts'

/** Which names of a directory a mapping is for. */
export type NameScope =
  | { readonly kind: 'endings'; readonly endings: readonly string[] }
  /** A shell pattern of `<Files>`; a plain name is one. */
  | { readonly kind: 'glob'; readonly pattern: string }
  /** A regular expression; never run, only its words are looked at. */
  | { readonly kind: 'expression'; readonly pattern: string }
  | { readonly kind: 'everything' }

/** A directive that gives names to a handler: `AddHandler`, `AddType`, `SetHandler`, `ForceType`, flags of a RewriteRule. */
export interface HandlerMapping {
  readonly directive: Directive
  /** Lower case handler or type. */
  readonly handler: string
  readonly scope: NameScope
}

export function handlerMappings(file: ApacheFile): readonly HandlerMapping[] {
  return [...file.directives.flatMap(mappingOf), ...rewriteMappings(file)]
}

/** True for everything that ends in PHP: its own handlers, those of panels, FastCGI behind a socket. */
function isPhpHandler(handler: string): boolean {
  if (/source|text\/plain/.test(handler)) return false
  return /php|^proxy:(?:unix|fcgi):/.test(handler)
}

/** A mapping to PHP, with the Action that makes its handler one if there is such. */
export interface PhpMapping extends HandlerMapping {
  readonly actions: readonly Directive[]
}

/** Handlers that an Action hands to PHP are PHP. */
export function phpMappings(file: ApacheFile): readonly PhpMapping[] {
  const actions = file.directives.filter(
    ({ name, words }) => name === 'action' && /php/i.test(words[1] ?? ''),
  )
  const byHandler = new Map(actions.map((action) => [(action.words[0] ?? '').toLowerCase(), action]))
  return handlerMappings(file).flatMap((mapping) => {
    const action = byHandler.get(mapping.handler)
    if (isPhpHandler(mapping.handler)) return [{ ...mapping, actions: [] }]
    return action === undefined ? [] : [{ ...mapping, actions: [action] }]
  })
}

/**
 * Endings that the scope names. Of a regular expression those are the words behind a dot: `\.(ico|jpe?g)$` names `ico` and
 * `jpeg`, `image\.php$` names `php` only.
 */
export function endingsOf(scope: NameScope): readonly string[] {
  switch (scope.kind) {
    case 'endings':
      return scope.endings
    case 'glob':
      return scope.pattern.includes('.') ? [endingOf(scope.pattern)] : []
    case 'expression':
      return endingsOfExpression(scope.pattern)
    case 'everything':
      return []
  }
}

function mappingOf(directive: Directive): readonly HandlerMapping[] {
  const { name, words } = directive
  const handler = (words[0] ?? '').toLowerCase()
  if (handler === '' || handler === 'none') return []
  if (name === 'sethandler' || name === 'forcetype') {
    return [{ directive, handler, scope: scopeAround(directive.within) }]
  }
  if (name !== 'addhandler' && name !== 'addtype' && name !== 'addoutputfilter') return []
  const endings = words.slice(1).map((word) => word.replace(/^\./, '').toLowerCase())
  return [{ directive, handler, scope: { kind: 'endings', endings } }]
}

/** The nearest section that is about names; sections about modules and methods are looked through. */
function scopeAround(section: Section | null): NameScope {
  for (let around = section; around !== null; around = around.within) {
    const pattern = filePattern(around)
    if (pattern !== null) {
      const isGlob = around.name === 'files' && around.words[0] !== '~'
      return isGlob ? { kind: 'glob', pattern } : { kind: 'expression', pattern }
    }
    if (expressionSections.has(around.name)) return { kind: 'expression', pattern: around.words.join(' ') }
  }
  return { kind: 'everything' }
}

const expressionSections = new Set(['if', 'elseif', 'locationmatch', 'directorymatch'])

function rewriteMappings(file: ApacheFile): readonly HandlerMapping[] {
  return rewriteGroups(file).flatMap(({ rule, pattern, flags }) => {
    const handler = flags.get('H') ?? flags.get('HANDLER') ?? flags.get('T') ?? flags.get('TYPE')
    if (handler === undefined || handler === '') return []
    const scope: NameScope = { kind: 'expression', pattern }
    return [{ directive: rule, handler: handler.toLowerCase(), scope }]
  })
}

function endingsOfExpression(pattern: string): readonly string[] {
  const parts = pattern.split(/\\\.|\.(?![*+?])/)
  return parts.slice(1).flatMap((part, i) => {
    // A word that another dot follows is the middle of a name.
    const isLast = i === parts.length - 2
    const words =
      part
        .replaceAll('?', '')
        .toLowerCase()
        .match(/[a-z0-9]+/g) ?? []
    return isLast || !/[a-z0-9]$/i.test(part) ? words : words.slice(0, -1)
  })
}
