import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { HoldfastError } from '../domain/errors.ts'

/** What a page of docs/reasons says in its first two lines, and all of it. */
export interface ReasonPage {
  /** Name of the file without `.md`. */
  readonly family: string
  readonly title: string
  readonly rules: readonly number[]
  readonly text: string
}

/** Every page: `# Title`, then `Rules: 0101, 2001`. HF_NOT_BUILT when this installation has none. */
export function reasonPages(): readonly ReasonPage[] {
  const directory = pagesDirectory()
  return readdirSync(directory)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => pageOf(file.slice(0, -'.md'.length), readFileSync(new URL(file, directory), 'utf8')))
}

/** The page that explains a rule; undefined for rules that did not come with holdfast. */
export function pageOfRule(rule: number): ReasonPage | undefined {
  return reasonPages().find((page) => page.rules.includes(rule))
}

function pageOf(family: string, text: string): ReasonPage {
  const [first = '', second = ''] = text.split('\n', 2)
  const numbers = /^Rules: (\d{4}(?:, \d{4})*)$/.exec(second)?.[1] ?? ''
  return { family, title: first.replace(/^# /, ''), rules: numbers.split(', ').map(Number), text }
}

/** A build has no copy of its own: the package ships the documents themselves. */
function pagesDirectory(): URL {
  const candidates = ['../../docs/reasons/', '../../../docs/reasons/'].map(
    (path) => new URL(path, import.meta.url),
  )
  const found = candidates.find((candidate) => existsSync(candidate))
  if (found === undefined)
    throw new HoldfastError('HF_NOT_BUILT', 'the pages of this installation are missing')
  return found
}
