import { newCell } from '../cell.ts'
import { knownString, taintBits } from '../../abstract.ts'
import type { Abstract } from '../../abstract.ts'
import { pureFunctions } from '../../builtins/pureFunctions.ts'
import type { CallSite } from '../machine.ts'
import { write } from '../branches.ts'
import { plainName } from '../names.ts'
import { assign } from '../places.ts'
import { tell } from '../told.ts'
import { anything, factsOf, fromPhp, known, listOf, ownDirectory, unknownWith } from '../values.ts'
import { readVariable, variableCell } from '../variables.ts'
import type { Native } from './native.ts'

/** Functions that ask or change the program itself. */
export const programNatives: ReadonlyMap<string, Native> = new Map<string, Native>([
  ['define', define],
  ['constant', constant],
  ['defined', isDefined],
  ['extract', extract],
  ['compact', compact],
  ['parse_str', parseText],
  ['func_get_args', (site) => listOf(site.frame.args)],
  ['func_num_args', (site) => known(site.frame.args.length)],
  ['func_get_arg', oneArgument],
  ['function_exists', functionExists],
  ['dirname', ofSelf],
  ['basename', ofSelf],
  ['get_defined_functions', hiddenNames],
  ['get_defined_constants', hiddenNames],
  ['get_declared_classes', hiddenNames],
  ['settype', () => known(true)],
])

function define(site: CallSite): Abstract | undefined {
  const [name, value] = site.args
  const text = name === undefined ? undefined : knownString(name)
  if (text === undefined || value === undefined) return undefined
  const { constants } = site.frame.machine
  if (!constants.has(text)) constants.set(text, newCell(value))
  return known(true)
}

function constant(site: CallSite): Abstract | undefined {
  const text = site.args[0] === undefined ? undefined : knownString(site.args[0])
  return text === undefined ? undefined : (site.frame.machine.constants.get(text)?.value ?? anything)
}

/** Whether somebody else defined it, nobody knows. */
function isDefined(site: CallSite): Abstract {
  const text = site.args[0] === undefined ? undefined : knownString(site.args[0])
  return text !== undefined && site.frame.machine.constants.has(text) ? known(true) : anything
}

/** Makes variables of an array; of one that nobody knows, every variable may come from there. */
function extract(site: CallSite): Abstract {
  const { frame } = site
  const [array = anything] = site.args
  if (array.state === 'array') {
    for (const [name, value] of array.entries) {
      if (typeof name === 'string')
        write(frame.machine, variableCell(name, frame.machine, frame.scope), value)
    }
    return known(array.entries.size)
  }
  if (array.taint !== 0) {
    frame.scope.missing = unknownWith(factsOf([frame.scope.missing, array]))
    tell(frame, site.node, {
      kind: 'write-global',
      name: null,
      naming: 'computed',
      callee: array,
      args: [array],
    })
  }
  return anything
}

function compact(site: CallSite): Abstract {
  const { machine, scope } = site.frame
  const names = site.args.flatMap((value) =>
    value.state === 'array' ? [...value.entries.values()] : [value],
  )
  const entries = new Map<string, Abstract>()
  for (const name of names) {
    const text = knownString(name)
    if (text !== undefined) entries.set(text, readVariable(text, machine, scope))
  }
  return { state: 'array', entries, next: 0, ...factsOf(entries.values()) }
}

function parseText(site: CallSite): Abstract | undefined {
  const [text, result] = site.args
  const target = site.written[1]
  if (text === undefined) return undefined
  const value = valuesOf(text, site)
  if (result !== undefined && target !== undefined) assign(target.value, value, site.frame)
  else extract({ ...site, args: [value] })
  return known(null)
}

/** `a=b&c=d` as an array; brackets in a name are not followed. */
function valuesOf(text: Abstract, site: CallSite): Abstract {
  const known = knownString(text)
  const decode = pureFunctions.get('urldecode')
  if (known === undefined || decode === undefined || known.includes('[')) return unknownWith(text)
  const entries = new Map<string, Abstract>()
  for (const pair of known.split('&', pairsMax)) {
    const equals = pair.indexOf('=')
    const name = equals === -1 ? pair : pair.slice(0, equals)
    const value = decode([equals === -1 ? '' : pair.slice(equals + 1)], site.frame.machine.meter)
    const facts = { taint: text.taint | taintBits.decoded, trace: text.trace }
    if (typeof value === 'string') entries.set(name, fromPhp(value, facts, site.frame.machine.meter))
  }
  return { state: 'array', entries, next: 0, taint: text.taint, trace: text.trace }
}

/** PHP's own limit on variables in a request is 1000. */
const pairsMax = 1000

function oneArgument(site: CallSite): Abstract {
  const [index] = site.args
  const { args } = site.frame
  if (index?.state !== 'known' || typeof index.value !== 'number') return unknownWith(factsOf(args))
  return args[index.value] ?? anything
}

/** What the content defines is there; what it does not, somebody else may. */
function functionExists(site: CallSite): Abstract {
  const name = site.args[0] === undefined ? undefined : knownString(site.args[0])
  return name !== undefined && site.frame.machine.functions.has(plainName(name)) ? known(true) : anything
}

/** The directory and the name of the script are not its content. */
function ofSelf(site: CallSite): Abstract | undefined {
  const [path] = site.args
  if (path === undefined || path.state !== 'unknown' || (path.taint & taintBits.self) === 0) return undefined
  return ownDirectory
}

/** A name that is picked from a list of all that PHP has is hidden well. */
function hiddenNames(): Abstract {
  return unknownWith({ taint: taintBits.hiddenText, trace: { word: 'get_defined_functions', before: null } })
}
