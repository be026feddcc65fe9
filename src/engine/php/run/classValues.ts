import { newCell } from './cell.ts'
import type { Cell } from './cell.ts'
import type { Abstract } from '../abstract.ts'
import type { Expression } from '../ast.ts'
import type { ClassInfo, Frame } from './machine.ts'
import { lineageOf, objectState } from './objects.ts'
import { anything, known } from './values.ts'

/** The cell of `class::$name`; undefined when the content does not define it. */
export function staticCell(info: ClassInfo, name: string, frame: Frame): Cell | undefined {
  return inLineage(info, frame, (one) => one.statics.get(name))
}

/** What `class::NAME` is; undefined when the content does not define it. */
export function classConstant(info: ClassInfo, name: string, frame: Frame): Abstract | undefined {
  return inLineage(info, frame, (one) => one.constants.get(name))?.value
}

function inLineage(
  info: ClassInfo,
  frame: Frame,
  find: (one: ClassInfo) => Cell | undefined,
): Cell | undefined {
  for (const one of lineageOf(info, frame.machine)) {
    prepare(one, frame)
    const cell = find(one)
    if (cell !== undefined) return cell
  }
  return undefined
}

/** Gives a new object the first values of its properties; those of the parents first. */
export function fillProperties(object: Abstract, info: ClassInfo, frame: Frame): void {
  const state = objectState(object, frame.machine)
  if (state === undefined) return
  for (const one of lineageOf(info, frame.machine).reverse()) {
    const inside = classFrame(one, frame)
    for (const member of one.declaration.members) {
      if (member.kind !== 'property-member' || member.isStatic) continue
      state.properties.set(member.name, newCell(firstValue(member.value, inside)))
    }
  }
}

/** Evaluates constants and static properties once; they may name each other. */
function prepare(info: ClassInfo, frame: Frame): void {
  if (info.values === 'ready') return
  info.values = 'ready'
  const inside = classFrame(info, frame)
  for (const member of info.declaration.members) {
    if (member.kind === 'constant-member' || member.kind === 'enum-case') {
      setFirst(info.constants.get(member.name), firstValue(member.value, inside))
    } else if (member.kind === 'property-member' && member.isStatic) {
      setFirst(info.statics.get(member.name), firstValue(member.value, inside))
    }
  }
}

/** A first value is no write: it was there before any branch. */
function setFirst(cell: Cell | undefined, value: Abstract): void {
  if (cell?.value === anything) cell.value = value
}

function firstValue(value: Expression | null, frame: Frame): Abstract {
  return value === null ? known(null) : frame.machine.parts.evaluate(value, frame)
}

function classFrame(info: ClassInfo, frame: Frame): Frame {
  return { ...frame, source: info.source, classInfo: info, self: null, within: info.name }
}
