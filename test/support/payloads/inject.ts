import { cleanContent } from '../../../src/cleaner/clean.ts'
import { outcomeOf } from '../../../src/domain/verdict.ts'
import type { Verdict } from '../../../src/domain/verdict.ts'
import { bytesOf } from '../../../src/cleaner/slices.ts'
import type { Position } from './positions.ts'

/** What became of one payload in one clean file. `reported`: it is only suspicious. `different`: cleaned, but not to the bytes that were there. */
export type CaseResult =
  | { readonly state: 'missed' | 'reported' | 'identical' }
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'different'; readonly output: Buffer }

export type JudgeBytes = (bytes: Buffer) => Verdict

/** `clean` with the payload at the position, as one character per byte. */
export function injected(clean: string, payload: string, position: Position): string {
  const { at, before, after } = position
  return clean.slice(0, at) + before + payload + after + clean.slice(at)
}

/** Judges an infected content, cleans it and compares it with what it was. */
export function cleanAndCompare(clean: string, infected: string, judge: JudgeBytes): CaseResult {
  const content = Buffer.from(infected, 'latin1')
  const outcome = outcomeOf(judge(content))
  if (outcome !== 'malicious') return { state: outcome === 'suspicious' ? 'reported' : 'missed' }
  const answer = cleanContent({ aim: 'ranges', fileClass: 'generic', content, base: null }, judge)
  if (answer.state === 'refused') return { state: 'refused', reason: answer.reason }
  if (answer.state !== 'cut') throw new Error(`an answer that was not asked for: ${answer.state}`)
  const output = bytesOf(content, answer.slices)
  if (outcomeOf(judge(output)) !== 'clean') throw new Error('what was cleaned is not clean')
  return output.toString('latin1') === clean ? { state: 'identical' } : { state: 'different', output }
}
