import { phpPatternStepsMax } from '../../../../domain/engineLimits.ts'
import type { CharacterSet } from '../characterSet.ts'
import { parsePattern } from './parsePattern.ts'
import { patternText } from './patternText.ts'
import { union } from './sets.ts'
import type { Assertion, Flags, Pattern, Repeat } from './tree.ts'

export type Instruction =
  | { readonly op: 'take'; readonly set: CharacterSet }
  /** Both ways are gone, the first one is preferred. */
  | { readonly op: 'fork'; readonly first: number; readonly second: number }
  | { readonly op: 'go'; readonly to: number }
  /** Keeps the place: 2n is the start of group n, 2n+1 its end. */
  | { readonly op: 'keep'; readonly slot: number }
  | { readonly op: 'assert'; readonly assertion: Assertion }
  | { readonly op: 'done' }

export interface Automaton {
  readonly instructions: readonly Instruction[]
  readonly groups: number
  readonly flags: Flags
  /** Bytes that a match can begin with; undefined when it may be empty. */
  readonly starts: CharacterSet | undefined
}

/** Undefined for a pattern that PHP refuses, that is not linear, or that is larger than any that hides text. */
export function compilePattern(text: string): Automaton | undefined {
  if (text.length > phpPatternStepsMax) return undefined
  const source = patternText(text)
  const parsed = source === undefined ? undefined : parsePattern(source.body, source.flags)
  if (source === undefined || parsed === undefined || sizeOf(parsed.root) > phpPatternStepsMax)
    return undefined
  const code: Code = []
  emit(code, parsed.root)
  code.push({ op: 'done' })
  return { instructions: code, groups: parsed.groups, flags: source.flags, starts: startsOf(code) }
}

type Code = Instruction[]

/** How many instructions it will take, before any is made. */
function sizeOf(pattern: Pattern): number {
  switch (pattern.kind) {
    case 'set':
    case 'assertion':
      return 1
    case 'group':
      return 2 + sizeOf(pattern.body)
    case 'sequence':
      return pattern.parts.reduce((sum, part) => sum + sizeOf(part), 0)
    case 'choice':
      return pattern.options.reduce((sum, option) => sum + 2 + sizeOf(option), 0)
    case 'repeat':
      return turnsOf(pattern) * (2 + sizeOf(pattern.body))
  }
}

function turnsOf({ least, most }: Repeat): number {
  return most === Infinity ? Math.max(1, least + 1) : most
}

function emit(code: Code, pattern: Pattern): void {
  switch (pattern.kind) {
    case 'set':
      code.push({ op: 'take', set: pattern.set })
      return
    case 'assertion':
      code.push({ op: 'assert', assertion: pattern.assertion })
      return
    case 'group':
      code.push({ op: 'keep', slot: pattern.index * 2 })
      emit(code, pattern.body)
      code.push({ op: 'keep', slot: pattern.index * 2 + 1 })
      return
    case 'sequence':
      for (const part of pattern.parts) emit(code, part)
      return
    case 'choice':
      emitChoice(code, pattern.options)
      return
    case 'repeat':
      emitRepeat(code, pattern)
      return
  }
}

function emitChoice(code: Code, options: readonly Pattern[]): void {
  const exits: number[] = []
  for (const [index, option] of options.entries()) {
    const isLast = index === options.length - 1
    const fork = code.length
    if (!isLast) code.push({ op: 'go', to: 0 })
    emit(code, option)
    if (isLast) continue
    exits.push(code.length)
    code.push({ op: 'go', to: 0 })
    code[fork] = { op: 'fork', first: fork + 1, second: code.length }
  }
  for (const exit of exits) code[exit] = { op: 'go', to: code.length }
}

function emitRepeat(code: Code, repeat: Repeat): void {
  for (let turn = 0; turn < repeat.least; turn += 1) emit(code, repeat.body)
  if (repeat.most === Infinity) {
    const fork = code.length
    code.push({ op: 'go', to: 0 })
    emit(code, repeat.body)
    code.push({ op: 'go', to: fork })
    code[fork] = forkOf(repeat, fork + 1, code.length)
    return
  }
  const forks: number[] = []
  for (let turn = repeat.least; turn < repeat.most; turn += 1) {
    forks.push(code.length)
    code.push({ op: 'go', to: 0 })
    emit(code, repeat.body)
  }
  for (const fork of forks) code[fork] = forkOf(repeat, fork + 1, code.length)
}

function forkOf(repeat: Repeat, body: number, exit: number): Instruction {
  return repeat.prefers === 'more'
    ? { op: 'fork', first: body, second: exit }
    : { op: 'fork', first: exit, second: body }
}

function startsOf(code: readonly Instruction[]): CharacterSet | undefined {
  const sets: CharacterSet[] = []
  const seen = new Set<number>()
  const open = [0]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const instruction = code[at]
    if (instruction === undefined || seen.has(at)) continue
    seen.add(at)
    if (instruction.op === 'done') return undefined
    if (instruction.op === 'take') sets.push(instruction.set)
    else open.push(...waysOn(instruction, at))
  }
  return union(...sets)
}

function waysOn(instruction: Exclude<Instruction, { readonly op: 'take' | 'done' }>, at: number): number[] {
  switch (instruction.op) {
    case 'fork':
      return [instruction.first, instruction.second]
    case 'go':
      return [instruction.to]
    case 'keep':
    case 'assert':
      return [at + 1]
  }
}
