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
  const passed = passedTaint(name, args) & ~(sanitizers.get(name) ?? 0)
  return decoders.has(name) ? passed | taintBits.decoded : passed
}

const { user, header, upload, inserted } = taintBits
const request = user | header | upload

function passedTaint(name: string, args: readonly Abstract[]): Taint {
  const taint = args.reduce((all, value) => all | value.taint, 0)
  const subject = args[subjects.get(name) ?? -1]
  const isInserted = subject !== undefined && (subject.taint & request) === 0 && (taint & request) !== 0
  return isInserted ? taint | inserted : taint
}

/** Functions that put one text into another one, and where that stands. */
const subjects: ReadonlyMap<string, number> = new Map([
  ['str_replace', 2],
  ['str_ireplace', 2],
  ['preg_replace', 2],
  ['strtr', 0],
  ['substr_replace', 0],
])
