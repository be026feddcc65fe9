import { phpParsedBytesMax } from '../../domain/engineLimits.ts'
import type { Analysis } from '../analysis.ts'
import { nothingFound } from '../analysis.ts'
import { lexPhp, type PhpReading } from './lex/lexPhp.ts'
import { parseTokens } from './parse/parsePhp.ts'
import { wantsAnalysis } from './prefilter.ts'
import { runProgram } from './run/runProgram.ts'
import { createObserver } from './watch/observer.ts'

/**
 * What a PHP source would do, from its latin1 text. Nothing of it is run: an interpreter of our own goes through it within
 * the budgets of `engineLimits.ts`. A source that no token makes worth it costs the lexer alone.
 */
export function analysePhp(text: string, reading: PhpReading): Analysis {
  const tokens = lexPhp(text, reading)
  if (!wantsAnalysis(text, tokens)) return nothingFound
  if (text.length > phpParsedBytesMax) return { ...nothingFound, limits: ['too-large'] }
  const observer = createObserver(text)
  const { layers, limits } = runProgram(text, parseTokens(text, tokens), reading.tags, observer)
  return { hits: observer.finish(), layers, limits, labels: [] }
}
