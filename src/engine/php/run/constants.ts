import { taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { Constant } from '../ast.ts'
import { noteWord } from './guards.ts'
import type { Frame, Source } from './machine.ts'
import { anything, known, ownDirectory, unknownWith } from './values.ts'

/** A constant: written in the content, magic, or one of PHP's own. */
export function constantValue(node: Constant, frame: Frame): Abstract {
  const name = node.name.slice(node.name.lastIndexOf('\\') + 1)
  const literal = literals.get(name.toLowerCase())
  if (literal !== undefined) return literal
  const defined = frame.machine.constants.get(name)
  if (defined !== undefined) return defined.value
  noteWord(frame.machine, name.toLowerCase())
  const magic = magicValue(name.toUpperCase(), node, frame)
  if (magic !== undefined) return magic
  return builtinConstants.get(name) ?? bareWord(name, frame)
}

const literals: ReadonlyMap<string, Abstract> = new Map([
  ['true', known(true)],
  ['false', known(false)],
  ['null', known(null)],
])

const builtinConstants: ReadonlyMap<string, Abstract> = new Map([
  ['PHP_EOL', known('\n')],
  ['DIRECTORY_SEPARATOR', known('/')],
  ['PATH_SEPARATOR', known(':')],
  ['PHP_INT_SIZE', known(8)],
  ['M_PI', known(Math.PI)],
  ['E_ALL', known(32767)],
  ['ENT_QUOTES', known(3)],
  ['COUNT_RECURSIVE', known(1)],
  ['STR_PAD_LEFT', known(0)],
  ['STR_PAD_RIGHT', known(1)],
  ['STR_PAD_BOTH', known(2)],
  ['ARRAY_FILTER_USE_KEY', known(2)],
  ['ARRAY_FILTER_USE_BOTH', known(1)],
  ['OPENSSL_RAW_DATA', known(1)],
  ['OPENSSL_ZERO_PADDING', known(2)],
  ['PREG_SPLIT_NO_EMPTY', known(1)],
  ['SEEK_SET', known(0)],
  ['SEEK_CUR', known(1)],
  ['SEEK_END', known(2)],
  ['FILE_IGNORE_NEW_LINES', known(2)],
  ['FILE_SKIP_EMPTY_LINES', known(4)],
])

/** The path of the script: what is read from it is the content itself. */
const selfPath: Abstract = unknownWith({
  taint: taintBits.self,
  trace: { word: '__FILE__', before: null },
})

function magicValue(name: string, node: Constant, frame: Frame): Abstract | undefined {
  return magic.get(name)?.(node, frame)
}

const magic: ReadonlyMap<string, (node: Constant, frame: Frame) => Abstract> = new Map<
  string,
  (node: Constant, frame: Frame) => Abstract
>([
  ['__FILE__', () => selfPath],
  ['__DIR__', () => ownDirectory],
  ['__LINE__', lineOf],
  ['__CLASS__', (_, { classInfo }) => known(classInfo?.name ?? '')],
  ['__FUNCTION__', (_, { within }) => known(lastPart(within ?? ''))],
  ['__METHOD__', (_, { within }) => known(within ?? '')],
  [
    '__COMPILER_HALT_OFFSET__',
    (_, { machine }) => (machine.haltOffset === null ? anything : known(machine.haltOffset)),
  ],
])

function lastPart(within: string): string {
  return within.slice(within.lastIndexOf(':') + 1)
}

function lineOf(node: Constant, frame: Frame): Abstract {
  const { text } = frame.source
  frame.machine.meter.touch(node.start)
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < node.start; at = text.indexOf('\n', at + 1)) line += 1
  return known(line)
}

/** Old PHP takes an unknown constant for its name; constants of applications are in capitals and defined in other files. */
function bareWord(name: string, frame: Frame): Abstract {
  const isConstant = name === name.toUpperCase() && (name.includes('_') || hasOtherFiles(frame.source))
  if (!isConstant) return known(name, { taint: taintBits.decoded, trace: null })
  return directoryWords.some((word) => name.includes(word)) ? ownDirectory : anything
}

/** By source, as the text of one is looked through only once. */
const otherFiles = new WeakMap<Source, boolean>()

function hasOtherFiles(source: Source): boolean {
  const noted = otherFiles.get(source)
  if (noted !== undefined) return noted
  const found = /\b(?:include|require|namespace|class|php_version)\b/i.test(source.text)
  otherFiles.set(source, found)
  return found
}

/** What applications call the constants that hold their directories. */
const directoryWords = ['DIR', 'PATH', 'ROOT', 'BASE']
