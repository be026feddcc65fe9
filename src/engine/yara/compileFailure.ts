import { HoldfastError } from '../../domain/errors.ts'
import { nowhere, placeOf, rulesInvalid } from '../invalidRules.ts'
import type { YaraPack } from './engine.ts'

/**
 * The error a person can act on: the first pack that does not compile by itself, the line, and the engine's sentence
 * about it. `firstMessage` compiles one source and answers its first diagnostic.
 */
export function compileFailure(
  packs: readonly YaraPack[],
  firstMessage: (source: string) => string | undefined,
  cause: unknown,
): HoldfastError {
  for (const pack of packs) {
    const source = pack.source.toString()
    const message = firstMessage(source)
    if (message !== undefined) return failureOf(pack.name, source, message)
  }
  return new HoldfastError('HF_BUG', 'the rule packs compile one by one but not together', { cause })
}

/** The engines render a diagnostic as `error[E025]: title\n --> line:2:13 ...`; only title and line are taken. */
const title = /^error\[E\d+\]: ([^\n]+)/
const place = /^ *--> line:(\d+):\d+$/m

function failureOf(pack: string, source: string, message: string): HoldfastError {
  const reason = title.exec(message)?.[1] ?? 'not a valid YARA source'
  const line = place.exec(message)?.[1]
  const where = line === undefined ? nowhere(pack) : placeOf(pack, source, Number(line))
  return rulesInvalid(where, reason, 'correct that line; nothing of this file is in use')
}
