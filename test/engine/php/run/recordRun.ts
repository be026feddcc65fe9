import { traceWords } from '../../../../src/engine/php/abstract.ts'
import type { Abstract } from '../../../../src/engine/php/abstract.ts'
import type { CallFact } from '../../../../src/engine/php/callFact.ts'
import { parsePhp } from '../../../../src/engine/php/parse/parsePhp.ts'
import { runProgram } from '../../../../src/engine/php/run/runProgram.ts'
import type { RunOutcome } from '../../../../src/engine/php/run/runProgram.ts'

export interface Recorded extends RunOutcome {
  readonly facts: readonly CallFact[]
}

/**
 * PHP source of a fixture. `‧` stands inside names that scanners look for and is taken out here, so that none of them takes
 * a checkout for an infected site.
 */
export function php(code: string): string {
  return `<?php ${code.replaceAll('‧', '')}`
}

/** Runs a whole source, tags and all, and keeps what the observer is told. */
export function record(source: string): Recorded {
  const facts: CallFact[] = []
  const observer = {
    call: (fact: CallFact): void => {
      facts.push(fact)
    },
    finish: () => [],
  }
  return { ...runProgram(source, parsePhp(source, { start: 'html', tags: 'all' }), 'all', observer), facts }
}

/** Facts in one line each: `kind name(arguments) [guards]`. */
export function told(code: string): string[] {
  return record(php(code)).facts.map(lineOf)
}

export function lineOf(fact: CallFact): string {
  const name = fact.name ?? `{${shown(fact.callee)}}`
  const guards = fact.guards.length === 0 ? '' : ` [${[...new Set(fact.guards)].sort().join()}]`
  return `${fact.kind} ${name}(${fact.args.map(shown).join(', ')})${guards}`
}

/** Known values as PHP writes them, others by where they come from. */
function shown(value: Abstract | null): string {
  if (value === null) return ''
  if (value.state === 'known') return JSON.stringify(value.value)
  const words = traceWords(value.trace, 4).join('>')
  return value.taint === 0
    ? value.state
    : `${value.state}:${String(value.taint)}${words === '' ? '' : `<${words}>`}`
}
