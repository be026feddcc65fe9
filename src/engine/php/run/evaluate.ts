import { phpRunNestingMax } from '../../../domain/engineLimits.ts'
import { taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { Expression } from '../ast.ts'
import { evaluateIndex, nameOf, peek, share } from './access.ts'
import { evaluateAssign, evaluateStep } from './assignments.ts'
import { evaluateCall } from './calls.ts'
import { evaluateCast, evaluateEmpty, evaluateIsset } from './casts.ts'
import { evaluateChain, evaluateUnary } from './chain.ts'
import { newCell } from './cell.ts'
import { classConstant, staticCell } from './classValues.ts'
import { evaluateClosure } from './closures.ts'
import { constantValue } from './constants.ts'
import { includeFile } from './includes.ts'
import { evaluateMatch, evaluateTernary } from './conditionals.ts'
import { tick } from './machine.ts'
import type { Frame } from './machine.ts'
import { evaluateMethodCall, evaluateNew, evaluateStaticCall } from './methods.ts'
import { classNameOf, classNamed, objectState } from './objects.ts'
import { echo } from './statements.ts'
import { tell } from './told.ts'
import { evaluateArray, evaluateTemplate } from './literals.ts'
import { anything, factsOf, known, unknownWith } from './values.ts'

export function evaluate(node: Expression, frame: Frame): Abstract {
  const { machine } = frame
  tick(machine)
  if (machine.nesting >= phpRunNestingMax) {
    machine.isLimited = true
    return anything
  }
  machine.nesting += 1
  const value = (evaluators[node.kind] as Evaluator<Expression>)(node, frame)
  machine.nesting -= 1
  return value
}

type Evaluator<Node> = (node: Node, frame: Frame) => Abstract
type NodeOf<Kind> = Extract<Expression, { readonly kind: Kind }>

const escapedFacts = { taint: taintBits.hiddenText, trace: null }

const evaluators: { readonly [Kind in Expression['kind']]: Evaluator<NodeOf<Kind>> } = {
  string: (node) => (node.escaped ? known(node.value, escapedFacts) : known(node.value)),
  number: (node) =>
    Number.isInteger(node.value) && !Number.isSafeInteger(node.value) ? anything : known(node.value),
  template: evaluateTemplate,
  variable: (node, frame) => share(frame.machine, peek(node, frame)),
  index: evaluateIndex,
  property: (node, frame) => share(frame.machine, peek(node, frame)),
  'static-property': evaluateStaticProperty,
  'class-constant': evaluateClassConstant,
  constant: constantValue,
  call: evaluateCall,
  'method-call': evaluateMethodCall,
  'static-call': evaluateStaticCall,
  new: evaluateNew,
  chain: evaluateChain,
  unary: evaluateUnary,
  step: evaluateStep,
  assign: evaluateAssign,
  ternary: evaluateTernary,
  cast: evaluateCast,
  isset: evaluateIsset,
  empty: evaluateEmpty,
  include: (node, frame) => includeFile(node, frame.machine.parts.evaluate(node.path, frame), frame),
  eval: (node, frame) => {
    const code = frame.machine.parts.evaluate(node.code, frame)
    tell(frame, node, { kind: 'eval', name: 'eval', naming: 'written', callee: null, args: [code] })
    return frame.machine.parts.runCode(code, { frame, sink: 'eval', scope: 'shared', start: 'php' })
  },
  exit: (node, frame) => {
    if (node.value !== null) echo(node.value, frame)
    return anything
  },
  print: (node, frame) => {
    echo(node.value, frame)
    return known(1)
  },
  closure: evaluateClosure,
  array: evaluateArray,
  match: evaluateMatch,
  instanceof: (node, frame) => {
    frame.machine.parts.evaluate(node.operand, frame)
    return anything
  },
  clone: evaluateClone,
  throw: (node, frame) => {
    frame.machine.thrown = frame.machine.parts.evaluate(node.value, frame)
    return anything
  },
  yield: (node, frame) => {
    const value = node.value === null ? known(null) : frame.machine.parts.evaluate(node.value, frame)
    if (node.key !== null) frame.machine.parts.evaluate(node.key, frame)
    if (node.type === 'from' && value.state === 'array') addYields(frame, [...value.entries.values()])
    else addYields(frame, [value])
    return anything
  },
  opaque: () => anything,
}

/** Values of a generator that are kept apart. */
const yieldsMax = 4096

function addYields(frame: Frame, values: readonly Abstract[]): void {
  for (const value of values) if (frame.yields.length < yieldsMax) frame.yields.push(value)
}

function evaluateStaticProperty(node: NodeOf<'static-property'>, frame: Frame): Abstract {
  const { name, from } = classNameOf(node.class, frame)
  const { text, from: nameFrom } = nameOf(node.name, frame)
  const info = name === null ? null : classNamed(name, frame)
  const cell = info === null || text === null ? undefined : staticCell(info, text, frame)
  if (cell !== undefined) return share(frame.machine, cell.value)
  return unknownWith(factsOf([from, nameFrom].filter((value) => value !== null)))
}

function evaluateClassConstant(node: NodeOf<'class-constant'>, frame: Frame): Abstract {
  const { name, from } = classNameOf(node.class, frame)
  const { text } = nameOf(node.name, frame)
  if (text === 'class') return name === null ? unknownWith(factsOf(from === null ? [] : [from])) : known(name)
  const info = name === null ? null : classNamed(name, frame)
  return (info === null || text === null ? undefined : classConstant(info, text, frame)) ?? anything
}

/** A copy that shares nothing but the values. */
function evaluateClone(node: NodeOf<'clone'>, frame: Frame): Abstract {
  const { machine } = frame
  const value = machine.parts.evaluate(node.operand, frame)
  const state = objectState(value, machine)
  if (value.state !== 'object' || state === undefined) return value
  const id = machine.nextId
  machine.nextId += 1
  const properties = new Map(
    [...state.properties].map(([name, cell]) => [name, newCell(cell.value)] as const),
  )
  machine.objects.set(id, { ...state, properties })
  return { ...value, id }
}
