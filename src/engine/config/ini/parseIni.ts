import { configLineCharsMax, configLinesMax } from '../../../domain/lineEngineLimits.ts'
import type { Span } from '../../span.ts'

/** `auto_prepend_file = "x.php"` of a php.ini or .user.ini. */
export interface IniSetting {
  /** The whole line with its line end: what may be cut out. */
  readonly span: Span
  /** Lower case. */
  readonly name: string
  /** Without quotes and comment. */
  readonly value: string
  /** The line without the blanks around it. */
  readonly text: string
}

export interface IniFile {
  readonly settings: readonly IniSetting[]
  readonly state: 'whole' | 'cut'
}

/** Settings of a latin1 text in its order; sections, comments and lines without `=` are left out. */
export function parseIni(text: string): IniFile {
  const settings: IniSetting[] = []
  let at = 0
  for (let lines = 0; at < text.length; lines += 1) {
    if (lines === configLinesMax) return { settings, state: 'cut' }
    const feed = text.indexOf('\n', at)
    const end = feed === -1 ? text.length : feed + 1
    const setting = settingOf(text.slice(at, Math.min(end, at + configLineCharsMax)), { start: at, end })
    if (setting !== undefined) settings.push(setting)
    at = end
  }
  return { settings, state: 'whole' }
}

function settingOf(line: string, span: Span): IniSetting | undefined {
  const text = line.replace(/^\xef\xbb\xbf/, '').trim()
  const equals = text.indexOf('=')
  if (equals <= 0 || text.startsWith(';') || text.startsWith('#') || text.startsWith('[')) return undefined
  return {
    span,
    name: text.slice(0, equals).trim().toLowerCase(),
    value: valueOf(text.slice(equals + 1).trim()),
    text,
  }
}

function valueOf(text: string): string {
  const quote = text.charAt(0)
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1)
    return end === -1 ? text.slice(1) : text.slice(1, end)
  }
  const comment = text.indexOf(';')
  return (comment === -1 ? text : text.slice(0, comment)).trim()
}
