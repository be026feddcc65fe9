import { nameRobots, namePhones, nameSearchEngines } from '../visitors.ts'
import type { RewriteCondition, RewriteGroup } from './rewrite.ts'

/** `hidden`: visitors of search engines and their robots both, so that only they see it. */
export type Cloak = 'hidden' | 'search' | 'social' | 'robots' | 'phones' | 'none'

/** Whom the positive conditions pick out; what they leave out is how owners protect their pictures. */
export function cloakOf({ conditions }: RewriteGroup): Cloak {
  const referers = patternsAbout(conditions, /http[_:]referer/)
  const agents = patternsAbout(conditions, /http[_:]user[_-]agent/)
  const isRobot = agents.some(nameRobots)
  if (referers.some(nameSearchEngines)) return isRobot ? 'hidden' : 'search'
  if (referers.some((pattern) => socialNetworks.test(pattern))) return 'social'
  if (isRobot) return 'robots'
  return agents.some(namePhones) ? 'phones' : 'none'
}

function patternsAbout(conditions: readonly RewriteCondition[], subject: RegExp): readonly string[] {
  return conditions
    .filter((condition) => condition.sense === 'is' && subject.test(condition.subject))
    .map(({ pattern }) => pattern)
}

const socialNetworks = /facebook|twitter|instagram|pinterest|vkontakte|odnoklassniki/i
