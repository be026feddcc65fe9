import type { Span } from '../span.ts'

/**
 * The syntax tree of a PHP source. `start` and `end` of every node are offsets into the latin1 text it was parsed from, so
 * one character is one byte. Chains of operators on one level are one node with many operands, so that a sum of twenty
 * thousand strings is no deep tree; what is nested deeper than the parser goes, or cannot be understood, is `opaque`.
 */
export interface Program extends Span {
  readonly statements: readonly Statement[]
  /** Bytes inside opaque nodes; 0 when all was understood. */
  readonly opaqueBytes: number
}

export type Statement =
  | ExpressionStatement
  | Echo
  | Html
  | If
  | While
  | DoWhile
  | For
  | Foreach
  | Switch
  | Jump
  | Return
  | Variables
  | StaticVariables
  | Try
  | Block
  | FunctionDeclaration
  | ClassDeclaration
  | Namespace
  | Use
  | ConstantDeclaration
  | Declare
  | Goto
  | Label
  | Halt
  | Opaque

/** `;` included. */
export interface ExpressionStatement extends Span {
  readonly kind: 'expression'
  readonly expression: Expression
}

/** `echo a, b;` and `<?= a ?>`. */
export interface Echo extends Span {
  readonly kind: 'echo'
  readonly values: readonly Expression[]
}

/** Text outside of PHP tags. The tags themselves, and the one line end PHP eats after `?>`, belong to no node. */
export interface Html extends Span {
  readonly kind: 'html'
}

/** `elseif` is an `if` in `otherwise`. */
export interface If extends Span {
  readonly kind: 'if'
  readonly test: Expression
  readonly then: Statement
  readonly otherwise: Statement | null
}

export interface While extends Span {
  readonly kind: 'while'
  readonly test: Expression
  readonly body: Statement
}

export interface DoWhile extends Span {
  readonly kind: 'do-while'
  readonly body: Statement
  readonly test: Expression
}

export interface For extends Span {
  readonly kind: 'for'
  readonly init: readonly Expression[]
  /** The last one decides; none is true. */
  readonly tests: readonly Expression[]
  readonly steps: readonly Expression[]
  readonly body: Statement
}

export interface Foreach extends Span {
  readonly kind: 'foreach'
  readonly subject: Expression
  readonly key: Expression | null
  readonly value: Expression
  readonly byRef: boolean
  readonly body: Statement
}

export interface Switch extends Span {
  readonly kind: 'switch'
  readonly subject: Expression
  readonly cases: readonly SwitchCase[]
}

export interface SwitchCase extends Span {
  /** null is `default`. */
  readonly test: Expression | null
  readonly body: readonly Statement[]
}

export interface Jump extends Span {
  readonly kind: 'break' | 'continue'
  readonly levels: number
}

export interface Return extends Span {
  readonly kind: 'return'
  readonly value: Expression | null
}

export interface Variables extends Span {
  readonly kind: 'global' | 'unset'
  readonly targets: readonly Expression[]
}

export interface StaticVariables extends Span {
  readonly kind: 'static'
  readonly variables: readonly { readonly name: string; readonly value: Expression | null }[]
}

export interface Try extends Span {
  readonly kind: 'try'
  readonly body: Block
  readonly catches: readonly { readonly variable: string | null; readonly body: Block }[]
  readonly last: Block | null
}

/** Also the body of `if (...): ... endif;` and its like. */
export interface Block extends Span {
  readonly kind: 'block'
  readonly body: readonly Statement[]
}

export interface FunctionDeclaration extends Span, FunctionLike {
  readonly kind: 'function'
  readonly name: string
}

/** What functions, methods and closures have in common. */
export interface FunctionLike {
  readonly parameters: readonly Parameter[]
  /** null for abstract methods. */
  readonly body: Block | null
  readonly isStatic: boolean
}

export interface Parameter extends Span {
  readonly name: string
  readonly value: Expression | null
  readonly byRef: boolean
  readonly variadic: boolean
  /** True when the constructor makes a property of it. */
  readonly promoted: boolean
}

export interface ClassDeclaration extends Span {
  readonly kind: 'class'
  readonly type: 'class' | 'interface' | 'trait' | 'enum'
  /** null for `new class`. */
  readonly name: string | null
  readonly parent: string | null
  readonly interfaces: readonly string[]
  readonly members: readonly Member[]
}

export type Member = Property | ClassConstantMember | Method | TraitUse | EnumCase

export interface Property extends Span {
  readonly kind: 'property-member'
  readonly name: string
  readonly value: Expression | null
  readonly isStatic: boolean
}

export interface ClassConstantMember extends Span {
  readonly kind: 'constant-member'
  readonly name: string
  readonly value: Expression
}

export interface Method extends Span, FunctionLike {
  readonly kind: 'method'
  readonly name: string
}

export interface TraitUse extends Span {
  readonly kind: 'trait-use'
  readonly names: readonly string[]
}

export interface EnumCase extends Span {
  readonly kind: 'enum-case'
  readonly name: string
  readonly value: Expression | null
}

/** `body` is null for `namespace a;`, which goes to the next one. */
export interface Namespace extends Span {
  readonly kind: 'namespace'
  readonly name: string
  readonly body: Block | null
}

/** Imports; `alias` is the last part of `name` unless `as` says otherwise. */
export interface Use extends Span {
  readonly kind: 'use'
  readonly imports: readonly {
    readonly type: 'class' | 'function' | 'const'
    readonly name: string
    readonly alias: string
  }[]
}

export interface ConstantDeclaration extends Span {
  readonly kind: 'const'
  readonly constants: readonly { readonly name: string; readonly value: Expression }[]
}

export interface Declare extends Span {
  readonly kind: 'declare'
  readonly body: Statement | null
}

export interface Goto extends Span {
  readonly kind: 'goto'
  readonly label: string
}

export interface Label extends Span {
  readonly kind: 'label'
  readonly name: string
}

/** `__halt_compiler();`: what follows `dataStart` is data. */
export interface Halt extends Span {
  readonly kind: 'halt'
  readonly dataStart: number
}

/** Code that was not understood or lies too deep. It keeps its range, and nothing is said of it. */
export interface Opaque extends Span {
  readonly kind: 'opaque'
}

export type Expression =
  | StringLiteral
  | NumberLiteral
  | Template
  | Variable
  | Index
  | PropertyAccess
  | StaticProperty
  | ClassConstant
  | Constant
  | Call
  | MethodCall
  | StaticCall
  | New
  | Chain
  | Unary
  | Step
  | Assign
  | Ternary
  | Cast
  | Isset
  | Empty
  | Include
  | Eval
  | Exit
  | Print
  | Closure
  | ArrayLiteral
  | Match
  | InstanceOf
  | Clone
  | Throw
  | Yield
  | Opaque

/** Value in latin1, escapes resolved; also heredoc and nowdoc without variables. */
export interface StringLiteral extends Span {
  readonly kind: 'string'
  readonly value: string
  /** True when printable characters were written as `\x41`, `\101` or `\u{41}`: nobody does that who wants to be read. */
  readonly escaped: boolean
}

export interface NumberLiteral extends Span {
  readonly kind: 'number'
  readonly value: number
}

/** String or heredoc with variables, or a shell command in backticks. */
export interface Template extends Span {
  readonly kind: 'template'
  readonly type: 'string' | 'shell'
  readonly parts: readonly Expression[]
}

/** `$name`, `$$name` and `${expression}`; the name is without `$`. */
export interface Variable extends Span {
  readonly kind: 'variable'
  readonly name: string | Expression
}

/** `base[key]`, also written `base{key}`; no key is `base[]`. */
export interface Index extends Span {
  readonly kind: 'index'
  readonly base: Expression
  readonly key: Expression | null
}

export interface PropertyAccess extends Span {
  readonly kind: 'property'
  readonly base: Expression
  readonly name: string | Expression
}

/** A class as written: its name (`self`, `static` and `parent` included) or what computes it. */
export type ClassReference = string | Expression

export interface StaticProperty extends Span {
  readonly kind: 'static-property'
  readonly class: ClassReference
  readonly name: string | Expression
}

/** `name` is `class` in `X::class`. */
export interface ClassConstant extends Span {
  readonly kind: 'class-constant'
  readonly class: ClassReference
  readonly name: string | Expression
}

/** Also `true`, `null` and the magic ones (`__FILE__`); as written. */
export interface Constant extends Span {
  readonly kind: 'constant'
  readonly name: string
}

/** `callee` is the function's name as written, or what computes it. */
export interface Call extends Span {
  readonly kind: 'call'
  readonly callee: string | Expression
  readonly args: readonly Argument[]
}

/** `f(...)`, which makes a closure, has one argument of type `placeholder`. */
export interface Argument extends Span {
  readonly value: Expression
  readonly type: 'plain' | 'spread' | 'placeholder'
  /** Of a named argument. */
  readonly name: string | null
}

export interface MethodCall extends Span {
  readonly kind: 'method-call'
  readonly base: Expression
  readonly name: string | Expression
  readonly args: readonly Argument[]
}

export interface StaticCall extends Span {
  readonly kind: 'static-call'
  readonly class: ClassReference
  readonly name: string | Expression
  readonly args: readonly Argument[]
}

export interface New extends Span {
  readonly kind: 'new'
  readonly class: ClassReference | ClassDeclaration
  readonly args: readonly Argument[]
}

/**
 * Operators of one precedence from left to right: `a . b . c` has two links. Operators in lower case: `.` `+` `-` `*` `/`
 * `%` `**` `<<` `>>` `&` `|` `^` `&&` `||` `xor` `??` `==` `===` `!=` `!==` `<` `<=` `>` `>=` `<=>`; `and` and `or` are `&&`
 * and `||`, `<>` is `!=`. `**` and `??` bind to the right and are nested in `right`.
 */
export interface Chain extends Span {
  readonly kind: 'chain'
  readonly first: Expression
  readonly links: readonly { readonly operator: string; readonly right: Expression }[]
}

/** `@` is an operator like the others. */
export interface Unary extends Span {
  readonly kind: 'unary'
  readonly operator: '!' | '-' | '+' | '~' | '@' | '&'
  readonly operand: Expression
}

export interface Step extends Span {
  readonly kind: 'step'
  readonly operator: '++' | '--'
  readonly position: 'before' | 'after'
  readonly target: Expression
}

/** `operator` is the part before `=`: empty, `.`, `??` and so on. `list(...)` and `[...]` as target are an array literal. */
export interface Assign extends Span {
  readonly kind: 'assign'
  readonly operator: string
  readonly target: Expression
  readonly value: Expression
  readonly byRef: boolean
}

/** `then` is null in `a ?: b`. */
export interface Ternary extends Span {
  readonly kind: 'ternary'
  readonly test: Expression
  readonly then: Expression | null
  readonly otherwise: Expression
}

export interface Cast extends Span {
  readonly kind: 'cast'
  readonly to: 'int' | 'float' | 'string' | 'bool' | 'array' | 'object' | 'unset'
  readonly operand: Expression
}

export interface Isset extends Span {
  readonly kind: 'isset'
  readonly targets: readonly Expression[]
}

export interface Empty extends Span {
  readonly kind: 'empty'
  readonly operand: Expression
}

/** `include`, `require` and their `_once`. */
export interface Include extends Span {
  readonly kind: 'include'
  readonly path: Expression
}

export interface Eval extends Span {
  readonly kind: 'eval'
  readonly code: Expression
}

/** `exit` and `die`. */
export interface Exit extends Span {
  readonly kind: 'exit'
  readonly value: Expression | null
}

export interface Print extends Span {
  readonly kind: 'print'
  readonly value: Expression
}

/** `function () use (...) {}` and `fn () => value`, whose body is a block with one return. */
export interface Closure extends Span, FunctionLike {
  readonly kind: 'closure'
  readonly uses: readonly { readonly name: string; readonly byRef: boolean }[]
  readonly isArrow: boolean
}

/** Also `list(...)`; an omitted place in a list is null. */
export interface ArrayLiteral extends Span {
  readonly kind: 'array'
  readonly items: readonly (ArrayItem | null)[]
}

export interface ArrayItem extends Span {
  readonly key: Expression | null
  readonly value: Expression
  readonly byRef: boolean
  readonly spread: boolean
}

export interface Match extends Span {
  readonly kind: 'match'
  readonly subject: Expression
  /** No tests is `default`. */
  readonly arms: readonly { readonly tests: readonly Expression[]; readonly value: Expression }[]
}

export interface InstanceOf extends Span {
  readonly kind: 'instanceof'
  readonly operand: Expression
  readonly class: ClassReference
}

export interface Clone extends Span {
  readonly kind: 'clone'
  readonly operand: Expression
}

export interface Throw extends Span {
  readonly kind: 'throw'
  readonly value: Expression
}

export interface Yield extends Span {
  readonly kind: 'yield'
  readonly type: 'value' | 'from'
  readonly key: Expression | null
  readonly value: Expression | null
}
