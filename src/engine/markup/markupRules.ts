import { engineRule } from '../analysis.ts'
import type { EngineRule } from '../analysis.ts'

/** What the analysis of pages can find. Malicious ones have no hit in any clean set. */
export const markupRules: readonly EngineRule[] = [
  engineRule(
    { type: 'INJ', rule: 2600, name: 'html.redi.hiddenframe' },
    'html_frame_outside',
    'An invisible frame of another site outside of the page.',
  ),
  engineRule(
    { type: 'INJ', rule: 2601, name: 'html.redi.scriptbefore' },
    'html_script_before',
    'A script of another server in front of the page.',
  ),
  engineRule(
    { type: 'INJ', rule: 2602, name: 'html.spam.hiddenlinks' },
    'html_hidden_spam_links',
    'Links to other sites that search engines see and visitors do not.',
  ),
  engineRule(
    { type: 'SA', rule: 2604, name: 'html.phish.copiedlogin' },
    'html_copied_login',
    'A copy of the login page of somebody else, which sends passwords to a script of this site.',
  ),
  engineRule(
    { type: 'SA', rule: 2605, name: 'html.deface.page' },
    'html_deface',
    'A page that says who broke into the site.',
  ),
  engineRule(
    { type: 'SA', rule: 2606, name: 'svg.redi.script' },
    'svg_script',
    'A picture whose script opens or makes another page.',
  ),
  engineRule(
    { type: 'SA', rule: 2607, name: 'html.phish.identity' },
    'html_identity_form',
    'A form that asks for card, PIN and personal numbers together.',
  ),
  engineRule(
    { type: 'INJ', rule: 2611, name: 'html.redi.handlercode' },
    'html_handler_code',
    'Code in a handler of an element that decodes other code and runs it.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2630, name: 'html.redi.frame' },
    'html_hidden_frame',
    'An invisible frame of another site.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2631, name: 'html.redi.scriptafter' },
    'html_script_after',
    'A script of another server behind the end of the page.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2632, name: 'html.spam.links' },
    'html_hidden_links',
    'A block of links to other sites that visitors do not see.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2633, name: 'html.redi.refresh' },
    'html_refresh',
    'A page that only sends visitors to another site.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2634, name: 'html.spam.doorway' },
    'html_doorway',
    'A page full of the words that spam is about.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2635, name: 'html.phish.smuggle' },
    'html_smuggle',
    'A page that holds an encoded file and has the browser save it.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2636, name: 'html.phish.login' },
    'html_foreign_login',
    'A form for passwords that are sent to another site, or that bears the name of somebody else.',
  ),
]
