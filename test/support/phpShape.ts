import type { Argument, Expression } from '../../src/engine/php/ast.ts'

/** A short form that shows what binds to what. */
export function shape(expression: Expression | string | null): string {
  if (expression === null || typeof expression === 'string') return expression ?? '-'
  return (
    leafShape(expression) ??
    operationShape(expression) ??
    memberShape(expression) ??
    wordShape(expression) ??
    expression.kind
  )
}

function leafShape(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'variable':
      return typeof expression.name === 'string' ? `$${expression.name}` : `$(${shape(expression.name)})`
    case 'number':
      return String(expression.value)
    case 'string':
      return JSON.stringify(expression.value)
    case 'constant':
      return expression.name
    default:
      return undefined
  }
}

function operationShape(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'chain':
      return `(${expression.links.reduce((text, { operator, right }) => `${text} ${operator} ${shape(right)}`, shape(expression.first))})`
    case 'unary':
      return `${expression.operator}(${shape(expression.operand)})`
    case 'cast':
      return `${expression.to}(${shape(expression.operand)})`
    case 'assign':
      return `(${shape(expression.target)} ${expression.operator}=${expression.byRef ? '&' : ''} ${shape(expression.value)})`
    case 'ternary':
      return `(${shape(expression.test)} ? ${shape(expression.then)} : ${shape(expression.otherwise)})`
    case 'step':
      return expression.position === 'before'
        ? `${expression.operator}${shape(expression.target)}`
        : `${shape(expression.target)}${expression.operator}`
    case 'instanceof':
      return `(${shape(expression.operand)} instanceof ${shape(expression.class)})`
    default:
      return undefined
  }
}

function memberShape(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'index':
      return `${shape(expression.base)}[${expression.key === null ? '' : shape(expression.key)}]`
    case 'property':
      return `${shape(expression.base)}->${shape(expression.name)}`
    case 'method-call':
      return `${shape(expression.base)}->${shape(expression.name)}${args(expression.args)}`
    case 'call':
      return `${shape(expression.callee)}${args(expression.args)}`
    case 'static-call':
      return `${shape(expression.class)}::${shape(expression.name)}${args(expression.args)}`
    case 'static-property':
      return `${shape(expression.class)}::$${shape(expression.name)}`
    case 'class-constant':
      return `${shape(expression.class)}::${shape(expression.name)}`
    default:
      return undefined
  }
}

function wordShape(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'include':
      return `include(${shape(expression.path)})`
    case 'print':
    case 'throw':
      return `${expression.kind}(${shape(expression.value)})`
    case 'clone':
      return `clone(${shape(expression.operand)})`
    case 'eval':
      return `eval(${shape(expression.code)})`
    case 'new':
      return typeof expression.class === 'object' && expression.class.kind === 'class'
        ? `new class${args(expression.args)}`
        : `new ${shape(expression.class)}${args(expression.args)}`
    default:
      return undefined
  }
}

function args(list: readonly Argument[]): string {
  return `(${list.map(({ value, type, name }) => `${name === null ? '' : `${name}: `}${type === 'spread' ? '...' : ''}${shape(value)}`).join(', ')})`
}
