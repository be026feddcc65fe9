import { phpArrayCellsMax } from '../../../domain/engineLimits.ts'
import { knownString } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { ArrayItem, ArrayLiteral, Template } from '../ast.ts'
import type { ArrayKey } from '../value.ts'
import { keyOf } from './access.ts'
import { binary } from './chain.ts'
import type { Frame } from './machine.ts'
import { tell } from './told.ts'
import { emptyArray, factsOf, known, traced, unknownWith } from './values.ts'

/** Text with variables; in backticks it is a command. */
export function evaluateTemplate(node: Template, frame: Frame): Abstract {
  const values = node.parts.map((part) => frame.machine.parts.evaluate(part, frame))
  const text = values.reduce((all, value) => binary('.', all, value, frame), known(''))
  if (node.type === 'string') return text
  tell(frame, node, { kind: 'shell', name: 'shell_exec', naming: 'written', callee: null, args: [text] })
  return unknownWith({ taint: text.taint, trace: traced(text.trace, 'shell_exec') })
}

export function evaluateArray(node: ArrayLiteral, frame: Frame): Abstract {
  const building: Building = { entries: new Map(), next: 0 }
  const unplaced: Abstract[] = []
  for (const item of node.items) {
    if (item === null) continue
    const value = frame.machine.parts.evaluate(item.value, frame)
    if (building.entries.size >= phpArrayCellsMax) unplaced.push(value)
    else unplaced.push(...addItem(item, value, building, frame))
  }
  const facts = factsOf([...building.entries.values(), ...unplaced])
  if (node.items.length === 0) return emptyArray()
  return unplaced.length > 0 ? unknownWith(facts) : { state: 'array', ...building, ...facts }
}

interface Building {
  readonly entries: Map<ArrayKey, Abstract>
  next: number
}

/** What has no place, as nobody knows where the item goes: then its key, too, is somewhere in the array. */
function addItem(item: ArrayItem, value: Abstract, building: Building, frame: Frame): readonly Abstract[] {
  if (item.spread) return addSpread(value, building) ? [] : [value]
  const written = item.key === null ? null : frame.machine.parts.evaluate(item.key, frame)
  const key = written === null ? building.next : keyOf(written)
  if (key === undefined) return written === null ? [value] : [written, value]
  building.entries.set(key, value)
  if (typeof key === 'number' && key >= building.next) building.next = key + 1
  return []
}

function addSpread(value: Abstract, building: Building): boolean {
  if (value.state !== 'array') return knownString(value) !== undefined
  for (const [key, entry] of value.entries) {
    if (building.entries.size >= phpArrayCellsMax) return false
    building.entries.set(typeof key === 'number' ? building.next : key, entry)
    if (typeof key === 'number') building.next += 1
  }
  return true
}
