import { engineRule } from '../../analysis.ts'
import type { EngineRule } from '../../analysis.ts'

/** Numbers of the rules about what a whole file is for. A number is the rule's identity and never reused. */
export const capabilityRule = {
  uploader: 2201,
  maybeUploader: 2202,
  mailer: 2210,
  maybeMailer: 2211,
  fileManager: 2220,
  maybeFileManager: 2221,
  hiddenTool: 2222,
  cloakedPage: 2230,
  maybeDoorway: 2231,
  cloakedRedirect: 2232,
  doorway: 2233,
  phishing: 2240,
  maybePhishing: 2241,
  probe: 2250,
  maybeSelfRemoval: 2251,
  wordpressUser: 2260,
  maybeWordpressUser: 2261,
  wordpressLogin: 2262,
  hiddenUser: 2263,
  maybeDatabaseTool: 2270,
  reverseShell: 2280,
  flood: 2281,
  maybePortScan: 2282,
  accountHarvest: 2283,
  replication: 2290,
  maybeReplication: 2291,
} as const

const rule = capabilityRule

export const capabilityRules: readonly EngineRule[] = [
  tool(
    rule.uploader,
    'tool.uploader',
    'uploader',
    'Does nothing but take a file of any kind under any name.',
  ),
  suspicious(
    rule.maybeUploader,
    'tool.uploader',
    'maybe_uploader',
    'Takes a file of any kind under any name.',
  ),
  tool(
    rule.mailer,
    'spam.mailer',
    'mailer',
    'Sends mail to a list of addresses with a text, both out of the request.',
  ),
  suspicious(
    rule.maybeMailer,
    'spam.mailer',
    'maybe_mailer',
    'Sends mail whose address and text come out of the request.',
  ),
  tool(
    rule.fileManager,
    'tool.filemanager',
    'file_manager',
    'Lets the request list, read, change and delete any file.',
  ),
  suspicious(
    rule.maybeFileManager,
    'tool.filemanager',
    'maybe_file_manager',
    'Lets the request work on files of its choice.',
  ),
  tool(
    rule.hiddenTool,
    'tool.hidden',
    'hidden_tool',
    'Unpacks a program that works on files, commands or mail and runs it.',
  ),
  tool(
    rule.cloakedPage,
    'spam.cloaked',
    'cloaked_page',
    'Shows search engines a page that it fetches from another machine.',
  ),
  suspicious(
    rule.maybeDoorway,
    'spam.doorway',
    'maybe_doorway',
    'Shows a page of another machine as its own.',
  ),
  tool(
    rule.cloakedRedirect,
    'redi.cloaked',
    'cloaked_redirect',
    'Sends visitors of search engines to another site.',
  ),
  tool(
    rule.doorway,
    'spam.page',
    'doorway',
    'Tells another machine which page is asked for and shows what that answers.',
  ),
  tool(
    rule.phishing,
    'phish.handler',
    'phishing',
    'Sends what is typed into a false login page to a fixed receiver.',
  ),
  suspicious(
    rule.maybePhishing,
    'phish.handler',
    'maybe_phishing',
    'Keeps or sends passwords or card numbers that are typed into a form.',
  ),
  tool(rule.probe, 'tool.probe', 'probe', 'Shows that it can be called and removes itself.'),
  suspicious(rule.maybeSelfRemoval, 'tool.selfremove', 'maybe_self_removal', 'Removes its own file.'),
  tool(
    rule.wordpressUser,
    'bkdr.wpuser',
    'wordpress_user',
    'Makes an administrator of WordPress with a fixed password.',
  ),
  suspicious(
    rule.maybeWordpressUser,
    'bkdr.wpuser',
    'maybe_wordpress_user',
    'Makes an administrator of WordPress out of the request.',
  ),
  tool(
    rule.wordpressLogin,
    'bkdr.wplogin',
    'wordpress_login',
    'Logs whoever calls it into WordPress without a password.',
  ),
  tool(rule.hiddenUser, 'bkdr.wphide', 'hidden_user', 'Hides a user from the list of users of WordPress.'),
  suspicious(
    rule.maybeDatabaseTool,
    'tool.database',
    'maybe_database_tool',
    'Lets the request talk to any database.',
  ),
  tool(rule.reverseShell, 'bkdr.reverse', 'reverse_shell', 'Opens a shell to another machine.'),
  tool(rule.flood, 'exploit.flood', 'flood', 'Floods a machine that the request names.'),
  suspicious(
    rule.maybePortScan,
    'tool.portscan',
    'maybe_port_scan',
    'Connects to a machine and port that the request names.',
  ),
  tool(
    rule.accountHarvest,
    'exploit.harvest',
    'account_harvest',
    'Reads the accounts of the machine and links their configuration files.',
  ),
  tool(rule.replication, 'bkdr.replicate', 'replication', 'Copies itself into other directories.'),
  suspicious(rule.maybeReplication, 'bkdr.replicate', 'maybe_replication', 'Writes a copy of itself.'),
]

function tool(number: number, name: string, identifier: string, summary: string): EngineRule {
  return engineRule({ type: 'SA', rule: number, name: `php.${name}` }, `php_${identifier}`, summary)
}

function suspicious(number: number, name: string, identifier: string, summary: string): EngineRule {
  return engineRule({ type: 'SUSP', rule: number, name: `php.${name}` }, `php_${identifier}`, summary)
}
