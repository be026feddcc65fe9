import { traceStepCharsMax } from '../domain/engineLimits.ts'

/** A word of a trace: printable ASCII with single blanks, anything else as `?`, at most traceStepCharsMax long. */
export function traceStep(text: string): string {
  const safe = text
    .slice(0, 4 * traceStepCharsMax)
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]/g, '?')
    .trim()
  return safe.length <= traceStepCharsMax ? safe : `${safe.slice(0, traceStepCharsMax - 3)}...`
}
