import { prefixOf, taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import { callbackTakers } from '../lists/callbacks.ts'
import { codeSinks, commandSinks, patternSinks } from '../lists/sinks.ts'
import { withFacts } from './values.ts'

const { user, header, upload, decoded, hiddenText, hidden } = taintBits
const chosen = user | header | upload | hidden | decoded | hiddenText

/** Functions that are worth reaching with a name of one's own. */
const reachable = [
  ...codeSinks.keys(),
  ...commandSinks.keys(),
  ...patternSinks,
  ...callbackTakers.keys(),
  'file_put_contents',
  'base64_decode',
  'move_uploaded_file',
]

/**
 * A name of a function as whoever chose its end could use it: a beginning that no such function has (`wp_ajax_`) leaves
 * nothing to choose.
 */
export function asCallee(callee: Abstract): Abstract {
  if (callee.state === 'array') return asPair(callee)
  const prefix = prefixOf(callee).toLowerCase()
  if (callee.state !== 'unknown' || prefix === '') return callee
  const isOpen = reachable.some((name) => name.startsWith(prefix) || prefix.startsWith(name))
  return isOpen ? callee : withFacts(callee, { taint: callee.taint & ~chosen, trace: callee.trace })
}

/** `[$this, 'do_' . $name]` reaches methods of one class. */
function asPair(callee: Extract<Abstract, { state: 'array' }>): Abstract {
  const method = callee.entries.get(1)
  const owner = callee.entries.get(0)
  if (method === undefined || owner?.state !== 'object' || prefixOf(method) === '') return callee
  return withFacts(callee, { taint: callee.taint & ~chosen, trace: callee.trace })
}

const schemes = ['data:', 'http', 'ftp', 'php:', 'zip:', 'phar:', 'expect:', 'glob:', 'compress.', '\\\\']
const openDirectories = ['/tmp', '/var/tmp', '/dev/', '/proc/']

/** A path as whoever chose its end could use it: behind a directory of the program there are only the program's files. */
export function asPath(path: Abstract): Abstract {
  const prefix = prefixOf(path).toLowerCase()
  if (path.state !== 'unknown' || !/[a-z*]/.test(prefix)) return path
  if ([...schemes, ...openDirectories].some((start) => prefix.startsWith(start))) return path
  return withFacts(path, { taint: path.taint & ~chosen, trace: path.trace })
}
