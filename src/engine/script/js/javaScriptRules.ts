import { engineRule } from '../../analysis.ts'
import type { EngineRule } from '../../analysis.ts'

/** What the analysis of JavaScript can find. Malicious ones have no hit in any clean set. */
export const javaScriptRules: readonly EngineRule[] = [
  engineRule(
    { type: 'INJ', rule: 2500, name: 'js.tool.skimmer' },
    'js_skimmer',
    'Sends what visitors type into payment fields to another server.',
  ),
  engineRule(
    { type: 'INJ', rule: 2501, name: 'js.tool.socketcode' },
    'js_socket_code',
    'Runs code that a web socket of a hidden address sends.',
  ),
  engineRule(
    { type: 'INJ', rule: 2502, name: 'js.redi.hiddenscript' },
    'js_hidden_script',
    'Loads a script of another server whose address is hidden in the code.',
  ),
  engineRule(
    { type: 'INJ', rule: 2503, name: 'js.bkdr.remotecode' },
    'js_cloaked_remote_code',
    'Fetches code from another server for chosen visitors and runs it.',
  ),
  engineRule(
    { type: 'INJ', rule: 2504, name: 'js.tool.checkoutscript' },
    'js_checkout_script',
    'Loads a script of another server on the pages where customers pay.',
  ),
  engineRule(
    { type: 'INJ', rule: 2505, name: 'js.redi.cloaked' },
    'js_cloaked_redirect',
    'Sends visitors that come from search engines, or a hidden address, to another site.',
  ),
  engineRule(
    { type: 'INJ', rule: 2506, name: 'js.redi.hiddenwrite' },
    'js_hidden_write',
    'Writes a frame or script of another server into the page out of a hidden text.',
  ),
  engineRule(
    { type: 'INJ', rule: 2507, name: 'js.redi.visitortold' },
    'js_visitor_told',
    'Loads a script of another server and tells it where the visitor comes from.',
  ),
  engineRule(
    { type: 'SA', rule: 2508, name: 'js.phish.pastecommand' },
    'js_paste_command',
    'Puts a command of the operating system into the clipboard of the visitor.',
  ),
  engineRule({ type: 'INJ', rule: 2509, name: 'js.miner.web' }, 'js_miner', 'Mines coins in the browser.'),
  engineRule(
    { type: 'INJ', rule: 2510, name: 'js.tool.walletswap' },
    'js_wallet_swap',
    'Replaces what visitors copy by the address of a wallet.',
  ),
  engineRule(
    { type: 'INJ', rule: 2511, name: 'js.bkdr.adminuser' },
    'js_admin_user',
    'Makes an account for the site with the session of an administrator who looks at the page.',
  ),
  engineRule(
    { type: 'INJ', rule: 2512, name: 'js.tool.keylogger' },
    'js_keylogger',
    'Sends keys that visitors press, or their passwords, to another server.',
  ),
  engineRule(
    { type: 'INJ', rule: 2513, name: 'js.bkdr.chaincode' },
    'js_chain_code',
    'Runs code that it reads from a block chain.',
  ),
  engineRule(
    { type: 'INJ', rule: 2514, name: 'js.phish.messenger' },
    'js_messenger',
    'Sends what visitors type to a chat of a messenger.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2530, name: 'js.redi.obfuscated' },
    'js_obfuscated',
    'Is written so that nobody can read it.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2531, name: 'js.redi.hiddencode' },
    'js_hidden_code',
    'Runs code that it decodes from a hidden text.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2532, name: 'js.redi.foreignend' },
    'js_foreign_end',
    'Loads a script of another server at the end or beginning of a file that is about something else.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2533, name: 'js.redi.agent' },
    'js_agent_redirect',
    'Sends visitors with certain browsers to another site.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2534, name: 'js.redi.hiddenframe' },
    'js_hidden_frame',
    'Adds an invisible frame of another site to the page.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2535, name: 'js.tool.fieldsent' },
    'js_field_sent',
    'Sends what visitors type to another server.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2536, name: 'js.bkdr.remote' },
    'js_remote_code',
    'Fetches code from another server and runs it.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2537, name: 'js.tool.cookiesent' },
    'js_cookie_sent',
    'Sends the cookies of visitors to another server.',
  ),
  engineRule(
    { type: 'SUSP', rule: 2538, name: 'js.redi.madescript' },
    'js_made_script',
    'Adds a script of another server to the page, out of an escaped text or packed code.',
  ),
]
