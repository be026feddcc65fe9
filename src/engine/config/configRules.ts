import { engineRule } from '../analysis.ts'
import type { EngineRule } from '../analysis.ts'
import { iniRules } from './ini/iniRules.ts'
import { accessRules } from './rules/access.ts'
import { handlerRules } from './rules/handlers.ts'
import { otherRules } from './rules/other.ts'
import { prependRules } from './rules/prepend.ts'
import { redirectRules } from './rules/redirects.ts'
import { selfRunRules } from './rules/selfRun.ts'

/** Script text in a configuration file; see hiddenScripts. */
export const scriptInConfig: EngineRule = engineRule(
  { type: 'SA', rule: 2435, name: 'htaccess.bkdr.script' },
  'htaccess_holds_script',
  'Holds a script in its comments, to be run as a page or a program.',
)

/** Numbers 2400-2499: 2400-2439 for Apache, 2440-2459 for PHP. */
export const configRules: readonly EngineRule[] = [
  ...handlerRules,
  ...prependRules,
  ...selfRunRules,
  ...accessRules,
  ...redirectRules,
  ...otherRules,
  scriptInConfig,
  ...iniRules,
]
