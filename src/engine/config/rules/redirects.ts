import { engineRule } from '../../analysis.ts'
import type { EngineRule } from '../../analysis.ts'
import type { ApacheFile } from '../apache/parse.ts'
import { cloakOf } from '../apache/cloak.ts'
import type { Cloak } from '../apache/cloak.ts'
import { doorwayTarget, isOnlyFor } from '../apache/doorway.ts'
import { directivesOf, hostOf, rewriteGroups } from '../apache/rewrite.ts'
import type { RewriteGroup } from '../apache/rewrite.ts'
import type { ConfigFinding } from '../finding.ts'

const searchRedirect = engineRule(
  { type: 'INJ', rule: 2420, name: 'htaccess.redi.cloak' },
  'htaccess_redirects_search_visitors',
  'Sends visitors who come from a search engine to another site, so that the owner does not see it.',
)
const robotRedirect = engineRule(
  { type: 'INJ', rule: 2421, name: 'htaccess.redi.robots' },
  'htaccess_redirects_search_robots',
  'Sends the robots of search engines to another site.',
)
const phoneRedirect = engineRule(
  { type: 'SUSP', rule: 2422, name: 'htaccess.redi.phones' },
  'htaccess_redirects_phones',
  'Sends visitors with a phone to another site.',
)
const socialRedirect = engineRule(
  { type: 'SUSP', rule: 2423, name: 'htaccess.redi.social' },
  'htaccess_redirects_social_visitors',
  'Sends visitors who come from a social network to another site.',
)
const cloakedScript = engineRule(
  { type: 'SUSP', rule: 2424, name: 'htaccess.redi.cloakscript' },
  'htaccess_hands_search_visitors_to_script',
  'Hands visitors and robots of search engines to a script that others do not see.',
)
const addressRedirect = engineRule(
  { type: 'SUSP', rule: 2425, name: 'htaccess.redi.address' },
  'htaccess_redirects_to_bare_address',
  'Sends visitors to a server that has no name, only an address.',
)
const doorway = engineRule(
  { type: 'SUSP', rule: 2426, name: 'htaccess.spam.doorway' },
  'htaccess_routes_pages_to_odd_script',
  'Hands invented pages to a script that is named or placed as no script of a site is.',
)

const hiddenDoorway = engineRule(
  { type: 'INJ', rule: 2429, name: 'htaccess.spam.hidden' },
  'htaccess_routes_search_to_doorway',
  'Hands visitors and robots of search engines to a script that nobody else gets to see.',
)

export const redirectRules: readonly EngineRule[] = [
  searchRedirect,
  robotRedirect,
  phoneRedirect,
  socialRedirect,
  cloakedScript,
  addressRedirect,
  doorway,
  hiddenDoorway,
]

/** Where the server sends whom. */
export function findRedirects(file: ApacheFile): readonly ConfigFinding[] {
  return rewriteGroups(file).flatMap((group) => {
    const rule = ruleOf(group)
    return rule === null ? [] : [{ rule, directives: directivesOf(group), sink: group.rule }]
  })
}

function ruleOf(group: RewriteGroup): EngineRule | null {
  const cloak = cloakOf(group)
  return hostOf(group.target) === null ? scriptRule(group, cloak) : awayRule(group, cloak)
}

function scriptRule(group: RewriteGroup, cloak: Cloak): EngineRule | null {
  const target = doorwayTarget(group)
  if (target === 'front') return null
  if (cloak === 'hidden' || (isOnlyFor(group) && target !== 'page')) return hiddenDoorway
  if (cloak === 'search') return cloakedScript
  if (target === 'page') return null
  if (cloak === 'robots') return /prerender|snapshot/i.test(group.target) ? null : cloakedScript
  return doorway
}

function awayRule(group: RewriteGroup, cloak: Cloak): EngineRule | null {
  const host = hostOf(group.target) ?? ''
  const rule = cloakRule(group, cloak, host)
  const isBare = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) && !isPrivate(host)
  return rule ?? (isBare ? addressRedirect : null)
}

function cloakRule(group: RewriteGroup, cloak: Cloak, host: string): EngineRule | null {
  if (cloak === 'none') return null
  const { rule, isHonest } = cloaks[cloak]
  return isHonest(group, host) ? null : rule
}

const cloaks: Record<
  Exclude<Cloak, 'none'>,
  { readonly rule: EngineRule; readonly isHonest: (group: RewriteGroup, host: string) => boolean }
> = {
  hidden: { rule: searchRedirect, isHonest: (group, host) => isPicture(group) || isEngine(host) },
  search: { rule: searchRedirect, isHonest: (group, host) => isPicture(group) || isEngine(host) },
  social: { rule: socialRedirect, isHonest: isPicture },
  robots: { rule: robotRedirect, isHonest: isPrerender },
  phones: { rule: phoneRedirect, isHonest: isMobileSite },
}

function isPrivate(host: string): boolean {
  return /^(?:127|10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))\./.test(host)
}

/** Protection of pictures sends to a picture, or is for pictures only. */
function isPicture({ target, pattern, conditions }: RewriteGroup): boolean {
  if (/\.(?:gif|jpe?g|png|webp)$/i.test(target) || pictureList.test(pattern)) return true
  return conditions.some(({ sense, subject, pattern: asked }) => {
    return sense === 'is' && subject.includes('request_') && pictureList.test(asked)
  })
}

const pictureList = /\b(?:gif|jpe\??g|png)\|/i

/** Spam visitors are sent back to where they say they come from. */
function isEngine(host: string): boolean {
  return /(?:^|\.)(?:google|bing|yahoo|yandex|baidu|facebook)\.[a-z.]{2,6}$/.test(host)
}

/** Services that render pages of scripts for robots are asked through a proxy. */
function isPrerender({ flags, target }: RewriteGroup, host: string): boolean {
  return (
    flags.has('P') ||
    /prerender|rendertron|snapshot|brombone|seo4ajax/.test(host) ||
    /https?:\/\/.{1,200}https?:/.test(target)
  )
}

function isMobileSite({ target }: RewriteGroup, host: string): boolean {
  return (
    /^(?:m|mobi|mobile|wap|touch|i|pda|iphone|smart)\.|\.mobi$/.test(host) ||
    /\/(?:m|mobi|mobile|wap)(?:\/|$)/i.test(target)
  )
}
