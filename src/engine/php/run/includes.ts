import { knownString, taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { Include } from '../ast.ts'
import { pureFunctions } from '../builtins/pureFunctions.ts'
import { asPath } from './chosen.ts'
import type { Frame } from './machine.ts'
import { tell } from './told.ts'
import { known, traced, unknownWith } from './values.ts'
import type { Facts } from './values.ts'

/** `include`: code in a `data:` address is a layer, every other file is somebody else's. */
export function includeFile(node: Include, path: Abstract, frame: Frame): Abstract {
  tell(frame, node, {
    kind: 'include',
    name: 'include',
    naming: 'written',
    callee: null,
    args: [asPath(path)],
  })
  const text = knownString(path)
  const code = text === undefined ? undefined : dataOf(text, path, frame)
  if (code === undefined) return unknownWith({ taint: path.taint & ~taintBits.self, trace: path.trace })
  return frame.machine.parts.runCode(code, { frame, sink: 'include', scope: 'shared', start: 'html' })
}

/** What a `data:` address holds; undefined for any other. */
export function dataOf(address: string, facts: Facts, frame: Frame): Abstract | undefined {
  if (!address.slice(0, schemeChars).toLowerCase().startsWith('data:')) return undefined
  const comma = address.indexOf(',')
  if (comma === -1) return undefined
  const isPacked = address.slice(0, comma).toLowerCase().endsWith(';base64')
  const name = isPacked ? 'base64_decode' : 'rawurldecode'
  const value = pureFunctions.get(name)?.([address.slice(comma + 1)], frame.machine.meter)
  if (typeof value !== 'string') return undefined
  return known(value, { taint: facts.taint | taintBits.decoded, trace: traced(facts.trace, name) })
}

const schemeChars = 5
