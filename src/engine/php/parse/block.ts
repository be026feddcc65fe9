import type { Block } from '../ast.ts'
import { mark } from './marks.ts'
import { takeClosingBrace } from './nesting.ts'
import { expect, type Parser } from './parser.ts'

/** `{ ... }`. */
export function block(parser: Parser): Block {
  const { start } = parser
  const blocksBefore = parser.blocks.length
  expect(parser, mark.openBrace)
  const body = parser.grammar.statements(parser, noStops)
  takeClosingBrace(parser, start)
  const whole: Block = { kind: 'block', body, start, end: parser.lastEnd }
  return keepBlock(parser, blocksBefore, whole)
}

/** Tells those who meet trouble later that this much is understood; `blocksBefore` are those before it began. */
export function keepBlock(parser: Parser, blocksBefore: number, whole: Block): Block {
  parser.blocks.length = blocksBefore
  parser.blocks.push(whole)
  return whole
}

const noStops: ReadonlySet<string> = new Set()
