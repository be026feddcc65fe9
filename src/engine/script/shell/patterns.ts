import type { EngineRule } from '../../analysis.ts'
import {
  codedScript,
  configGrabber,
  flooder,
  hiddenTraces,
  ircBot,
  miner,
  minerSettings,
  reverseShell,
  tunnel,
} from './shellRules.ts'
import type { Language, ScriptLine } from './source.ts'

/** A rule that is true when each of its patterns is in some line of code of a script. */
interface Combination {
  readonly rule: EngineRule
  readonly languages: readonly Language[] | 'any'
  /** Linear patterns; the first one's line is the sink. */
  readonly needs: readonly RegExp[]
}

export interface CombinationHit {
  readonly rule: EngineRule
  readonly lines: readonly ScriptLine[]
}

/** Each rule at most once, with one line for each of its patterns. */
export function combinationsIn(lines: readonly ScriptLine[], language: Language): readonly CombinationHit[] {
  const hits = new Map<EngineRule, CombinationHit>()
  for (const { rule, languages, needs } of combinations) {
    if (hits.has(rule) || (languages !== 'any' && !languages.includes(language))) continue
    const found = needs.map((need) => lines.find(({ text }) => need.test(text)))
    const present = found.filter((line) => line !== undefined)
    if (present.length === needs.length) hits.set(rule, { rule, lines: [...new Set(present)] })
  }
  return [...hits.values()]
}

const shellProgram = /\/bin\/(?:ba|da|z|k|c)?sh\b|cmd\.exe|\bcmd\b.{0,8}\/[ck]/

const combinations: readonly Combination[] = [
  {
    rule: reverseShell,
    languages: ['perl', 'shell', 'cron'],
    needs: [
      /\bopen\s{0,2}\(?\s{0,2}STDIN\s{0,2},\s{0,2}["'][<>+]{1,2}&/,
      /\bconnect\s{0,2}\(|\baccept\s{0,2}\(|Socket::INET/,
      shellProgram,
    ],
  },
  {
    rule: reverseShell,
    languages: ['perl', 'shell', 'cron'],
    needs: [/STDIN->fdopen\(/, /Socket::INET/, /\bsystem\b|\bexec\b/],
  },
  {
    rule: reverseShell,
    languages: ['python', 'shell', 'cron'],
    needs: [
      /\bos\.dup2\s{0,2}\(|\bdup2\(/,
      /socket\.socket\(|\bsocket\(|\.connect\(/,
      /\bpty\.spawn\(|\/bin\/(?:ba|da|z)?sh\b|cmd\.exe/,
    ],
  },
  {
    rule: reverseShell,
    languages: ['ruby', 'shell', 'cron'],
    needs: [
      /TCPSocket\.(?:new|open)|TCPServer\.(?:new|open)/,
      /\/bin\/(?:ba)?sh\b|IO\.popen\(\w{1,16},|\$stdin\.reopen/,
      /exec|popen|reopen/,
    ],
  },
  {
    rule: reverseShell,
    languages: ['node', 'shell'],
    needs: [
      /\.pipe\(\s?\w{1,24}\.stdin\s?\)/,
      /net\.(?:Socket|connect|createConnection|createServer)|require\(["']net["']\)/,
      /spawn|exec/,
    ],
  },
  {
    rule: reverseShell,
    languages: ['c'],
    needs: [
      /\bdup2\s{0,2}\(/,
      /\b(?:connect|accept)\s{0,2}\(/,
      /\b(?:exec[lv]p?e?|system)\s{0,2}\(\s{0,2}"[^"]{0,80}\/bin\/(?:ba)?sh\b/,
    ],
  },
  {
    rule: reverseShell,
    languages: 'any',
    needs: [
      /\bmkfifo\s|\bmknod\s\S{1,80}\sp\b/,
      /\|\s{0,4}(?:nc|ncat|netcat|telnet|openssl s_client)\s|(?:nc|ncat|netcat)\s[^|]{1,120}(?:<|\|)\s{0,4}\/?\w/,
      /\b(?:ba|da|z)?sh\s{1,4}-i|\/bin\/(?:ba)?sh\b/,
    ],
  },
  {
    rule: miner,
    languages: 'any',
    needs: [
      /stratum\+(?:tcp|ssl|udp):\/\/|(?:xmrig|minerd|cpuminer|xmr-stak|ethminer|cgminer)\b[^#]{0,200}\s(?:-o|--url|-u|--user|--donate-level)[\s=]/,
    ],
  },
  {
    rule: ircBot,
    languages: ['perl', 'python', 'ruby'],
    needs: [
      /\bPRIVMSG\b/,
      /\bNICK\b/,
      /\bJOIN\b|\bPONG\b/,
      /udpflood|tcpflood|httpflood|synflood|portscan|\bddos\b|@(?:udp|tcp|http|scan|back)\b|!(?:udp|tcp|http|scan|back)\b|mailflood/i,
    ],
  },
  {
    rule: flooder,
    languages: ['perl', 'python'],
    needs: [
      /\bsend(?:to)?\s{0,2}\(/,
      /SOCK_DGRAM|SOCK_RAW/,
      /flood|\bddos\b|amplif/i,
      /\brand(?:om|int|range)?\s{0,2}\(|_urandom/,
      /\bwhile\b|\bfor\b/,
    ],
  },
  {
    rule: configGrabber,
    languages: ['perl', 'python', 'shell', 'ruby'],
    needs: [
      /(?:symlink\s{0,2}\(|\bln\s{1,4}-s)[^#]{0,120}wp-config\.php/,
      /(?:symlink\s{0,2}\(|\bln\s{1,4}-s)[^#]{0,120}configuration\.php|(?:symlink\s{0,2}\(|\bln\s{1,4}-s)[^#]{0,120}(?:includes|inc|include|config|forum|admin)\/(?:config|configure|settings)\.php/,
    ],
  },
  {
    rule: configGrabber,
    languages: ['perl', 'python', 'shell', 'ruby'],
    needs: [/(?:symlink\s{0,2}\(|\bln\s{1,4}-s)[^#]{0,40}\/home\/["'.$]/, /\/etc\/passwd|getpwent/],
  },
  {
    rule: tunnel,
    languages: ['perl'],
    needs: [
      /\baccept\s{0,2}\(/,
      /\bPeerAddr\b|\bconnect\s{0,2}\(|\bopen_connection\b/,
      /\bLocalPort\b|\blisten\s{0,2}\(/,
      /ARGV\[/,
      /\bfork\b|\bselect\b|while\s{0,2}\(1\)/,
    ],
  },
  {
    rule: codedScript,
    languages: ['perl', 'shell', 'cron'],
    needs: [/\beval[\s(]{1,4}(?:unpack|decode_base64|MIME::Base64::decode|pack)\b/],
  },
  {
    rule: codedScript,
    languages: ['python', 'shell', 'cron'],
    needs: [
      /(?<![\w.])exec\s{0,2}\(\s{0,4}(?:zlib\.decompress\(|marshal\.loads\(|__import__\(["'](?:zlib|base64|marshal)["']\)\.\w{1,16}\(|base64\.b64decode\(|\w{1,24}\.b64decode\()/,
    ],
  },
  {
    rule: hiddenTraces,
    languages: ['shell', 'cron'],
    needs: [
      /\bunset\s{1,4}HIST|HISTFILE=\/dev\/null|history\s{1,2}-c\b|(?:>|\brm\s{1,4}-r?f?|\bln\s{1,4}-sf?\s{1,4}\/dev\/null)\s{0,4}\S{0,64}\.bash_history/,
      /\bchattr\s{1,4}\+[a-z]*i|rm\s{1,4}-[rf]{1,2}\s{1,4}\/var\/log|>\s{0,2}\/var\/log\/|\bcrontab\b|\/etc\/ld\.so\.preload/,
    ],
  },
  {
    rule: minerSettings,
    languages: 'any',
    needs: [/"donate-level"\s{0,4}:/, /"pools"\s{0,4}:/],
  },
]
