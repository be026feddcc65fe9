import type { Abstract } from '../abstract.ts'
import type { Argument } from '../ast.ts'
import { spread } from './spread.ts'
import type { Frame } from './machine.ts'

/** Arguments from left to right; what `...` spreads are as many as it holds. */
export function argumentValues(args: readonly Argument[], frame: Frame): readonly Abstract[] {
  const values: Abstract[] = []
  for (const argument of args) {
    const value = frame.machine.parts.evaluate(argument.value, frame)
    if (argument.type === 'spread') values.push(...spread(value))
    else values.push(value)
  }
  return values
}
