import { jsLayerDepthMax, jsLayersMax } from '../../../../domain/engineLimits.ts'
import type { ParsedPart } from '../programs.ts'
import { note, offsetIn } from './machine.ts'
import type { Machine } from './machine.ts'
import { hole } from './operators.ts'
import { runProgram } from './runProgram.ts'
import { marks, textOf, undefinedValue, unknownValue, withMarks } from './value.ts'
import type { JsValue } from './value.ts'

/** Runs a text as a program of its own, in the place of the call; a text that is not known is only noted. */
export function runText(
  machine: Machine,
  parse: (text: string) => ParsedPart[],
  { code, name, at }: { readonly code: JsValue; readonly name: string; readonly at: number },
): JsValue {
  note(machine, 'code', at, { via: name, target: code, data: undefinedValue })
  const text = textOf(code)
  const { place } = machine
  if (text === undefined || text.includes(hole)) return unknownValue(code.marks)
  const origin = offsetIn(machine, at)
  const layer = [...place.layer, name, ...decodersOf(code)]
  if (machine.made.length < jsLayersMax) machine.made.push({ names: layer, text, at: origin })
  if (place.layer.length >= jsLayerDepthMax || text.length > place.text.length * growthMax)
    return unknownValue(code.marks)
  let last: JsValue = undefinedValue
  try {
    for (const { program, base } of parse(text)) {
      machine.place = { text: base === 0 ? text : text.slice(base), origin, base: 0, layer }
      last = runProgram(machine, program)
    }
    return withMarks(last, code.marks & marks.hidden)
  } finally {
    machine.place = place
  }
}

/** A text that makes one that is this much longer is a bomb. */
const growthMax = 64

function decodersOf(code: JsValue): string[] {
  const hidden = code.marks & marks.hidden ? ['decoded'] : []
  return code.marks & marks.escaped ? [...hidden, 'unescape'] : hidden
}
