import { scriptLineCharsMax, scriptLinesMax } from '../../../domain/lineEngineLimits.ts'
import type { Span } from '../../span.ts'

export type Language = 'shell' | 'perl' | 'python' | 'ruby' | 'cron' | 'node' | 'c'

/** One line that is neither empty nor a comment; the span is the whole line with its line end. */
export interface ScriptLine extends Span {
  /** Without the blanks around it, cut at scriptLineCharsMax. */
  readonly text: string
}

export interface ScriptSource {
  readonly language: Language
  readonly lines: readonly ScriptLine[]
  readonly state: 'whole' | 'cut'
}

/**
 * The script in a latin1 text; null when it is none, by its first line or by the first line of code. Pages and PHP are
 * none, whatever stands in them.
 */
export function scriptSource(text: string): ScriptSource | null {
  if (/^\s{0,64}</.test(text) || text.includes('<?php')) return null
  const named = interpreterOf(text)
  if (named === 'other') return null
  const { lines, state } = linesOf(text)
  const first = lines[0]
  if (first === undefined) return null
  const language = named ?? languageOfLine(first.text) ?? languageOfCron(lines)
  return language === null ? null : { language, lines, state }
}

/** What `#!` names; null without one, `other` for what is read elsewhere or by nobody. */
function interpreterOf(text: string): Language | 'other' | null {
  const match = /^(?:\xef\xbb\xbf)?#![ \t]{0,8}([^\r\n]{1,256})/.exec(text)
  const words = match?.[1]?.split(/[ \t]+/) ?? []
  if (words.length === 0) return null
  const name =
    words.map(baseName).find((word) => word !== 'env' && !word.startsWith('-') && !word.includes('=')) ?? ''
  const plain = name.replace(/(?<![0-9.])[0-9.]+$/, '')
  if (shells.has(plain)) return 'shell'
  return interpreters.get(plain) ?? 'other'
}

const shells = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'zsh', 'busybox', 'nc'])
const interpreters = new Map<string, Language>([
  ['perl', 'perl'],
  ['python', 'python'],
  ['pypy', 'python'],
  ['ruby', 'ruby'],
  ['node', 'node'],
])

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Of a first line of code that no prose begins with. */
function languageOfLine(line: string): Language | null {
  return beginnings.find(([, pattern]) => pattern.test(line))?.[0] ?? null
}

const beginnings: readonly (readonly [Language, RegExp])[] = [
  [
    'perl',
    /^(?:use [A-Za-z:]{2,40}(?: |;)|package [A-Za-z:]{1,40};|my [$@%]|[$@]\w{1,40} ?= ?["'@$0-9(]|BEGIN ?\{)/,
  ],
  ['python', /^(?:import [a-z_.]{2,40}|from [a-z_.]{2,40} import )/],
  ['ruby', /^require ['"][a-z/]{2,40}['"]/],
  ['node', /^(?:\(function ?\(\) ?\{|(?:var|const|let) [\w{}, ]{1,64} ?= ?require\()/],
  ['c', /^#include ?[<"]/],
  [
    'shell',
    /^(?:cd|wget|curl|export|unset|echo|nohup|bash|sh|nc|ncat|mkfifo|rm|mkdir|chmod|chattr|pkill|killall|ps|crontab|set|exec|sudo|python[23]?|perl|ruby|busybox|socat)\s[-\w/"'$.~+*0-9]|^(?:PATH|SHELL|HOME|LC_ALL)=\S|^\(?crontab -l|^(?:if|while) (?:\[|true|:|!)|^for \w{1,32} in /,
  ],
]

/** A table of cron: every line is a setting or has five times, or a nickname, before its command. */
function languageOfCron(lines: readonly ScriptLine[]): 'cron' | null {
  return lines.every(({ text }) => isCronLine(text) || /^[A-Z_]{1,32} ?=/.test(text)) ? 'cron' : null
}

function isCronLine(line: string): boolean {
  return cronTimes.test(line)
}

/** Five fields of digits, steps and names, or `@daily`. */
export const cronTimes =
  /^(?:@(?:reboot|hourly|daily|weekly|monthly|yearly|annually|midnight)|(?:[*0-9][*0-9,/-]{0,60}[ \t]{1,16}){3}[*0-9a-zA-Z][*0-9a-zA-Z,/-]{0,60}[ \t]{1,16}[*0-9a-zA-Z][*0-9a-zA-Z,/-]{0,60})[ \t]{1,16}(?=\S)/

function linesOf(text: string): { readonly lines: readonly ScriptLine[]; readonly state: 'whole' | 'cut' } {
  const lines: ScriptLine[] = []
  let at = 0
  while (at < text.length) {
    const feed = text.indexOf('\n', at)
    const end = feed === -1 ? text.length : feed + 1
    const line = text.slice(at, Math.min(end, at + scriptLineCharsMax)).trim()
    if (line !== '' && !isComment(line) && lines.push({ start: at, end, text: line }) === scriptLinesMax) {
      return { lines, state: 'cut' }
    }
    at = end
  }
  return { lines, state: 'whole' }
}

function isComment(line: string): boolean {
  return line.startsWith('#') && !line.startsWith('#include')
}
