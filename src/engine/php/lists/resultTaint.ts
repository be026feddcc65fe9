import { knownString, taintBits } from '../abstract.ts'
import type { Abstract, Taint } from '../abstract.ts'
import { decoders } from './decoders.ts'
import { commandSanitizers, sanitizers } from './sanitizers.ts'
import { environmentKeyTaint, sourceFunctions } from './sources.ts'
import { streamReaders, taintOfStream } from './streams.ts'

/**
 * Taint of what a function of PHP or an application gives back. A function that is not known may hand on any of its arguments.
 * Not for functions that the content defines itself.
 */
export function resultTaint(name: string, args: readonly Abstract[]): Taint {
  if (name === 'getenv') return environmentKeyTaint(args[0] === undefined ? undefined : knownString(args[0]))
  const source = sourceFunctions.get(name)
  if (source !== undefined) return source
  const path = streamReaders.get(name)
  if (path !== undefined) return args[path] === undefined ? 0 : taintOfStream(args[path])
  if (commandSanitizers.has(name)) return 0
  const passed = args.reduce((taint, value) => taint | value.taint, 0) & ~(sanitizers.get(name) ?? 0)
  return decoders.has(name) ? passed | taintBits.decoded : passed
}
