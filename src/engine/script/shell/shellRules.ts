import { engineRule } from '../../analysis.ts'
import type { EngineRule } from '../../analysis.ts'

export const reverseShell: EngineRule = engineRule(
  { type: 'SA', rule: 2700, name: 'script.bkdr.connect' },
  'script_connects_a_shell',
  'Connects a shell of the server to another machine.',
)
export const requestShell: EngineRule = engineRule(
  { type: 'SA', rule: 2701, name: 'script.bkdr.cgi' },
  'script_runs_request',
  'Runs commands that a visitor sends with the request.',
)
export const fetchedScript: EngineRule = engineRule(
  { type: 'SA', rule: 2702, name: 'script.bkdr.fetchrun' },
  'script_runs_fetched_code',
  'Fetches code from a bare address or a paste service and runs it.',
)
export const openlyFetched: EngineRule = engineRule(
  { type: 'SUSP', rule: 2703, name: 'script.bkdr.fetchopen' },
  'script_runs_code_fetched_openly',
  'Fetches code over a connection that is not encrypted and runs it.',
)
export const codedScript: EngineRule = engineRule(
  { type: 'SA', rule: 2704, name: 'script.bkdr.coded' },
  'script_runs_coded_text',
  'Runs code that is packed in an encoded text.',
)
export const cronFetch: EngineRule = engineRule(
  { type: 'INJ', rule: 2705, name: 'cron.bkdr.fetchrun' },
  'cron_fetches_and_runs',
  'A table of cron that again and again fetches code and runs it.',
)
export const cronHidden: EngineRule = engineRule(
  { type: 'INJ', rule: 2706, name: 'cron.bkdr.hidden' },
  'cron_starts_hidden_program',
  'A table of cron that again and again starts a hidden or temporary program.',
)
export const miner: EngineRule = engineRule(
  { type: 'SA', rule: 2707, name: 'script.miner.start' },
  'script_starts_miner',
  'Starts a program that computes coins for somebody.',
)
export const minerSettings: EngineRule = engineRule(
  { type: 'SUSP', rule: 2708, name: 'script.miner.settings' },
  'settings_of_miner',
  'Settings of a program that computes coins.',
)
export const ircBot: EngineRule = engineRule(
  { type: 'SA', rule: 2709, name: 'script.bkdr.ircbot' },
  'script_is_irc_bot',
  'Takes orders from a chat room, to attack others or the server.',
)
export const flooder: EngineRule = engineRule(
  { type: 'SA', rule: 2710, name: 'script.tool.flood' },
  'script_floods_others',
  'Floods other servers with packets.',
)
export const configGrabber: EngineRule = engineRule(
  { type: 'SA', rule: 2711, name: 'script.tool.grabber' },
  'script_links_configurations',
  'Links the configuration files of all accounts of the server into one directory, to read their passwords.',
)
export const hiddenTraces: EngineRule = engineRule(
  { type: 'SUSP', rule: 2712, name: 'script.tool.traces' },
  'script_hides_traces',
  'Keeps its commands out of the history and makes its files hard to remove.',
)

export const tunnel: EngineRule = engineRule(
  { type: 'SUSP', rule: 2713, name: 'script.tool.tunnel' },
  'script_tunnels_connections',
  'Takes connections at a port of the server and passes them on to another machine.',
)

/** Numbers 2700-2799. */
export const shellRules: readonly EngineRule[] = [
  reverseShell,
  requestShell,
  fetchedScript,
  openlyFetched,
  codedScript,
  cronFetch,
  cronHidden,
  miner,
  minerSettings,
  ircBot,
  flooder,
  configGrabber,
  hiddenTraces,
  tunnel,
]
