import { traceStepsMax } from '../../../domain/engineLimits.ts'
import { evidencePerFindingMax, excerptBytesMax } from '../../../domain/limits.ts'
import { nothingFound } from '../../analysis.ts'
import type { Analysis, EngineHit, EngineRule } from '../../analysis.ts'
import { traceStep } from '../../traceStep.ts'
import { codedTexts } from './coded.ts'
import { cronRule } from './cron.ts'
import { isConnectedShell } from './connected.ts'
import { fetchedCode } from './fetched.ts'
import { flowOf } from './flow.ts'
import type { FlowLanguage } from './flow.ts'
import { perlRequest, pythonRequest, rubyRequest, shellRequest } from './languages.ts'
import { combinationsIn } from './patterns.ts'
import { codedScript, fetchedScript, openlyFetched, requestShell, reverseShell } from './shellRules.ts'
import { scriptSource } from './source.ts'
import type { Language, ScriptLine, ScriptSource } from './source.ts'

/**
 * What a script of a shell, Perl, Python, Ruby, Node or C, or a table of cron, does against the server. A text that is none
 * of these has nothing; it is known by its bytes, not by its name. Spans are whole lines, the sink first. Linear.
 */
export function analyseShell(text: string): Analysis {
  if (!mayMatter.test(text)) return nothingFound
  const source = scriptSource(text)
  if (source === null) return nothingFound
  const coded = codedTexts(source.lines)
  const found = [
    ...lineFindings(source.lines),
    ...coded.map(({ line }) => ({ rule: codedScript, lines: [line] })),
    ...combinationsIn(source.lines, source.language),
    ...flowFindings(source),
  ]
  return {
    hits: hitsOf(found),
    layers: coded.map(({ layer }) => layer),
    limits: source.state === 'cut' ? ['engine-limit'] : [],
    labels: [],
  }
}

/** Words of which every script that a rule is true for has one; most scripts end here. */
const mayMatter =
  /\/dev\/(?:tcp|udp|shm)|\/inet\/(?:tcp|udp)|\bnc\b|ncat|netcat|socat|telnet|s_client|[sS]ocket|curl|wget|fetch|lwp-|lynx|aria2c|base64|b64decode|unpack|marshal|__import__|QUERY_STRING|HTTP_|param\(|params\[|FieldStorage|getvalue|request\.|parse_qs|self\.path|cgi\[|stratum\+|xmrig|minerd|miner|donate-level|PRIVMSG|SOCK_|symlink|ln -s|HIST|\.bash_history|\/tmp\/|crontab|\/uploads?\//

interface ScriptFinding {
  readonly rule: EngineRule
  /** The sink first. */
  readonly lines: readonly ScriptLine[]
}

function lineFindings(lines: readonly ScriptLine[]): readonly ScriptFinding[] {
  return lines.flatMap((line) => rulesOfLine(line.text).map((rule) => ({ rule, lines: [line] })))
}

function rulesOfLine(line: string): readonly EngineRule[] {
  const cron = cronRule(line)
  const fetched = cron === null ? fetchedCode(line) : null
  const rules = [cron, isConnectedShell(line) ? reverseShell : null]
  if (fetched?.host === 'odd') rules.push(fetchedScript)
  if (fetched?.host === 'open') rules.push(openlyFetched)
  return rules.filter((rule) => rule !== null)
}

const flows: Partial<Record<Language, FlowLanguage>> = {
  perl: perlRequest,
  python: pythonRequest,
  ruby: rubyRequest,
  shell: shellRequest,
}

function flowFindings({ language, lines }: ScriptSource): readonly ScriptFinding[] {
  const flow = flows[language]
  const hit = flow === undefined ? null : flowOf(lines, flow)
  if (hit === null) return []
  const from = hit.source ?? hit.sink
  const isConnection = /\.recv\(|sock(?:et)?\.gets/.test(from.text)
  return [{ rule: isConnection ? reverseShell : requestShell, lines: [...new Set([hit.sink, from])] }]
}

function hitsOf(findings: readonly ScriptFinding[]): readonly EngineHit[] {
  const byRule = new Map<EngineRule, ScriptLine[]>()
  for (const { rule, lines } of findings) {
    const known = byRule.get(rule)
    if (known === undefined) byRule.set(rule, [...lines])
    else if (known.length < evidencePerFindingMax) known.push(...lines)
  }
  return [...byRule].map(([rule, lines]) => hitOf(rule, [...new Set(lines)]))
}

function hitOf(rule: EngineRule, lines: readonly ScriptLine[]): EngineHit {
  return {
    rule: rule.rule,
    spans: lines.map(({ start, end }) => ({ start, end })),
    layer: [],
    excerpt: (lines[0]?.text ?? '').slice(0, excerptBytesMax),
    trace: lines
      .toReversed()
      .slice(0, traceStepsMax)
      .map(({ text }) => traceStep(text)),
  }
}
