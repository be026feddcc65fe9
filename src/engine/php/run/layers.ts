import {
  layerNameCharsMax,
  layerNamesMax,
  phpLayersMax,
  phpParsedBytesMax,
} from '../../../domain/engineLimits.ts'
import type { Abstract, Trace } from '../abstract.ts'
import { decoders } from '../lists/decoders.ts'
import { parsePhp } from '../parse/parsePhp.ts'
import type { CodeSite, Frame, Source } from './machine.ts'
import { hoist } from './declare.ts'
import { known, unknownWith } from './values.ts'
import { newScope } from './variables.ts'

/** Runs a text as PHP where it stands, once; what is not known gives back where it comes from. */
export function runCode(code: Abstract, site: CodeSite): Abstract {
  if (code.state !== 'known' || typeof code.value !== 'string' || code.value.trim() === '')
    return unknownWith(code)
  const { machine } = site.frame
  const source = openLayer(code.value, code.trace, site)
  if (source === null) return unknownWith(code)
  machine.meter.touch(source.text.length)
  const program = parsePhp(source.text, { start: site.start, tags: machine.tags })
  const frame = frameFor(source, site)
  hoist(program.statements, source, machine)
  machine.parts.executeAll(program.statements, frame)
  return frame.returned ?? known(null)
}

/** null when the text was a layer before, or there are too many. */
function openLayer(text: string, trace: Trace | null, site: CodeSite): Source | null {
  const { machine, source, statement } = site.frame
  const key = `${site.start} ${text}`
  if (machine.layerTexts.has(key)) return null
  if (machine.layers.length >= phpLayersMax || text.length > phpParsedBytesMax) {
    machine.isLimited = true
    return null
  }
  machine.layerTexts.add(key)
  const names = [...source.names, site.sink, ...decoderNames(trace)].slice(0, layerNamesMax)
  const origin = source.origin ?? { start: statement.start, end: statement.end }
  machine.layers.push({ names, text, origin })
  return { text, names, origin }
}

/** Steps of a trace that are looked at. */
const traceStepsMax = 64

/** The outermost first, as code would be written. */
function decoderNames(trace: Trace | null): string[] {
  const names: string[] = []
  let left = traceStepsMax
  for (let step = trace; step !== null && left > 0; step = step.before) {
    left -= 1
    if (decoders.has(step.word)) names.push(step.word.slice(0, layerNameCharsMax))
  }
  return names
}

function frameFor(source: Source, site: CodeSite): Frame {
  const { frame } = site
  if (site.scope === 'shared')
    return { ...frame, source, returned: null, pending: [], statement: frame.statement }
  return {
    ...frame,
    source,
    scope: newScope(),
    within: null,
    self: null,
    classInfo: null,
    args: [],
    guards: [],
    returned: null,
    pending: [],
  }
}
