import { knownString, taintBits } from '../../abstract.ts'
import type { Abstract } from '../../abstract.ts'
import type { CallSite } from '../machine.ts'
import { anything, factsOf, known, toPhp, traced, unknownWith } from '../values.ts'
import type { Native } from './native.ts'

/** Functions that run text as PHP. */
export const codeNatives: ReadonlyMap<string, Native> = new Map<string, Native>([
  ['assert', assert],
  ['eval', assert],
  ['create_function', createFunction],
  ['preg_replace', replacePattern],
  ['preg_filter', replacePattern],
  ['mb_ereg_replace', replaceMultibyte],
  ['mb_eregi_replace', replaceMultibyte],
  ['file_put_contents', writeFile],
  ['fwrite', writeFile],
  ['fputs', writeFile],
  ['unserialize', revive],
])

function assert(site: CallSite): Abstract {
  const [code = anything] = site.args
  if (code.state === 'known' && typeof code.value === 'string') {
    const text: Abstract = { ...code, value: `return ${code.value};` }
    return run(text, 'assert', site)
  }
  return unknownWith(code)
}

function run(code: Abstract, sink: string, site: CallSite): Abstract {
  return site.frame.machine.parts.runCode(code, { frame: site.frame, sink, scope: 'shared', start: 'php' })
}

/** PHP puts both texts into a function that it then makes. */
function createFunction(site: CallSite): Abstract {
  const [parameters = anything, body = anything] = site.args
  const head = knownString(parameters)
  const code = knownString(body)
  const facts = factsOf([body, parameters])
  if (head === undefined || code === undefined) return unknownWith(facts)
  const made = known(`return function(${head}){${code}};`, facts)
  const result = run(made, 'create_function', site)
  return result.state === 'closure' ? result : unknownWith(facts)
}

/** The modifier `e` runs the replacement. */
function replacePattern(site: CallSite): Abstract | undefined {
  const [pattern, replacement] = site.args
  if (pattern === undefined || replacement === undefined) return undefined
  const patterns = pattern.state === 'array' ? [...pattern.entries.values()] : [pattern]
  if (patterns.some((one) => runsReplacement(knownString(one) ?? ''))) {
    const codes = replacement.state === 'array' ? [...replacement.entries.values()] : [replacement]
    for (const code of codes) run(code, 'preg_replace', site)
    return unknownWith(factsOf(site.args))
  }
  return undefined
}

function replaceMultibyte(site: CallSite): Abstract | undefined {
  const options = site.args[3]
  const code = site.args[1]
  if (options === undefined || code === undefined || knownString(options)?.includes('e') !== true)
    return undefined
  run(code, 'mb_ereg_replace', site)
  return unknownWith(factsOf(site.args))
}

/** Longer than all modifiers that there are. */
const modifiersMax = 16

function runsReplacement(pattern: string): boolean {
  const text = pattern.trim()
  const opening = text.charAt(0)
  const at = '([{<'.indexOf(opening)
  const end = opening === '' ? -1 : text.lastIndexOf(at === -1 ? opening : ')]}>'.charAt(at))
  return end > 0 && /^[a-zA-Z\s]*e[a-zA-Z\s]*$/.test(text.slice(end + 1, end + 1 + modifiersMax))
}

/** A file that the content makes is code of its own, run by somebody else later. */
function writeFile(site: CallSite): undefined {
  const data = site.args[1]
  const pieces = data?.state === 'array' ? toPhp(data, site.frame.machine.meter) : undefined
  const text =
    data === undefined
      ? undefined
      : typeof pieces === 'object' && pieces !== null
        ? joinedText(pieces.entries)
        : knownString(data)
  if (data === undefined || text === undefined || !text.includes('<?')) return undefined
  site.frame.machine.parts.runCode(known(text, data), {
    frame: site.frame,
    sink: 'drop',
    scope: 'apart',
    start: 'html',
  })
  return undefined
}

function joinedText(entries: ReadonlyMap<unknown, unknown>): string {
  return [...entries.values()].filter((value) => typeof value === 'string').join('')
}

/** Whoever may choose what is unserialized chooses the properties of any class. */
function revive(site: CallSite): Abstract | undefined {
  const [data = anything] = site.args
  if (data.state === 'known') return undefined
  site.frame.machine.revived |= data.taint & ~taintBits.decoded
  return unknownWith({ taint: data.taint, trace: traced(data.trace, 'unserialize') })
}
