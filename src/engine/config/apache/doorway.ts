import { isOddScriptName } from '../names.ts'
import { scriptOf } from './rewrite.ts'
import type { RewriteGroup } from './rewrite.ts'

/**
 * What a rule hands pages of the site to. `front`: what applications use, or no script at all; `odd`: a script that is named
 * or placed as no script of a site is, or one that only the query names; `everything`: any other script, for every page;
 * `page`: any other script, for some pages.
 */
export type DoorwayTarget = 'front' | 'odd' | 'everything' | 'page'

export function doorwayTarget({ target, pattern }: RewriteGroup): DoorwayTarget {
  // Pages that only differ in a number or word, handed to whatever the directory begins with.
  if (/^\?[^=&]{0,40}\$\d|^\?[a-z0-9_]{1,24}=\$\d/i.test(target)) return 'odd'
  const script = scriptOf(target)
  if (script === null || !/\.(?:php\d?|phtml|cgi|pl)$/i.test(script) || isFront(script)) return 'front'
  const path = target.replace(/[?#].*$/, '').replace(/^\//, '')
  if (/[$%]/.test(path)) return 'front'
  if (isOddScriptName(script) || written.test(path)) return 'odd'
  return !path.includes('/') && /^\^?\(?\.[*+]?\)?\$?$/.test(pattern) ? 'everything' : 'page'
}

/** True when the conditions ask for the very script that the rule names, and keep it from being routed again: a loader's guard. */
export function isOnlyFor({ target, conditions }: RewriteGroup): boolean {
  const script = (scriptOf(target) ?? '').toLowerCase()
  if (script === '') return false
  const named = conditions.filter(({ directive }) => directive.text.toLowerCase().includes(script))
  return (
    named.some(({ sense }) => sense === 'is-not') &&
    named.some(({ pattern, sense }) => sense === 'is' && pattern.toLowerCase() === '-f')
  )
}

/** The one script that everything is handed to in nearly every application. */
function isFront(script: string): boolean {
  return fronts.has(script.toLowerCase().replace(/\.[a-z0-9]{1,5}$/, ''))
}

const fronts = new Set(
  (
    'index app main default home page pages router route routing front frontcontroller dispatch dispatcher public ' +
    'bootstrap web api doku wp-login controller start content site view show load loader request rewrite url link ' +
    'go redirect handler server run init entry kernel cms 404 error maintenance seo sitemap proxy image img thumb'
  ).split(' '),
)

/** Where a site writes files itself. */
const written = /(?:^|\/)(?:uploads?|cache|tmp|temp|\.well-known|\.git)\//i
