import type { Span } from '../../span.ts'
import type { Layer } from '../../analysis.ts'
import type { Abstract } from '../abstract.ts'
import type { Argument, ClassDeclaration, Closure, Expression, FunctionLike, Statement } from '../ast.ts'
import type { Guard, Observer } from '../callFact.ts'
import type { Meter } from '../value.ts'
import type { Cell } from './cell.ts'
import type { Told } from './toldPlaces.ts'

/** A text that is being run: the content itself, or a layer of it. */
export interface Source {
  readonly text: string
  /** Decoders on the way; empty for the content. */
  readonly names: readonly string[]
  /** The statement of the content that the layer comes out of; null for the content. */
  readonly origin: Span | null
}

/** Variables of one function, or of the program. */
export interface Scope {
  readonly cells: Map<string, Cell>
  /** What a variable holds that was never written. */
  missing: Abstract
}

/** A function, method or closure with what it needs to be run. */
export interface Routine {
  readonly like: FunctionLike
  readonly span: Span
  readonly source: Source
  /** As facts tell it: `name`, `class::name`, null for closures. */
  readonly within: string | null
  readonly classInfo: ClassInfo | null
  /** How often it was entered. */
  runs: number
  /** Whether it may be run anew because a property brings more than when it ran. */
  again: 'allowed' | 'done'
  /** What it gave back last when nothing was known of its arguments, by what was known. */
  readonly answers: Map<string, Abstract>
}

export interface ClassInfo {
  readonly name: string
  readonly parent: string | null
  readonly traits: readonly string[]
  readonly declaration: ClassDeclaration
  readonly source: Source
  readonly methods: Map<string, Routine>
  readonly constants: Map<string, Cell>
  readonly statics: Map<string, Cell>
  /** Whether constants and static properties have their first values yet. */
  values: 'waiting' | 'ready'
}

export interface ObjectState {
  readonly className: string
  readonly info: ClassInfo | null
  readonly properties: Map<string, Cell>
  /** Of a class that the content does not define: what its constructor was given. */
  readonly args: readonly Abstract[]
  /** `joined`: stands for every object of its class, so that what was written once stays possible. */
  readonly kind: 'single' | 'joined'
}

/** What a closure brings along. */
interface ClosureState {
  readonly routine: Routine
  readonly captured: ReadonlyMap<string, Cell>
  readonly self: Abstract | null
}

export interface Frame {
  readonly machine: Machine
  readonly source: Source
  readonly scope: Scope
  readonly within: string | null
  readonly self: Abstract | null
  readonly classInfo: ClassInfo | null
  readonly args: readonly Abstract[]
  /** Static variables of the function. */
  readonly statics: Map<string, Cell>
  guards: readonly Guard[]
  returned: Abstract | null
  readonly yields: Abstract[]
  /** Labels that a branch may jump to. */
  readonly pending: string[]
  /** The innermost simple statement that is being run. */
  statement: Span
  depth: number
}

/** How a statement ends. */
export type Completion =
  | { readonly kind: 'next' | 'return' | 'exit' | 'throw' }
  | { readonly kind: 'break' | 'continue'; readonly levels: number }
  | { readonly kind: 'goto'; readonly label: string }

/** A call with its arguments evaluated. */
export interface CallSite {
  readonly frame: Frame
  readonly node: Span
  readonly args: readonly Abstract[]
  /** As written, for what is passed by reference; empty when PHP itself makes the call. */
  readonly written: readonly Argument[]
  /** What computed the name; null when it is written. */
  readonly callee: Abstract | null
}

/**
 * The parts of the interpreter that need each other. Files import what lies below them; what lies above they reach through
 * this table.
 */
export interface Parts {
  evaluate(node: Expression, frame: Frame): Abstract
  execute(node: Statement, frame: Frame): Completion
  executeAll(statements: readonly Statement[], frame: Frame): Completion
  assign(target: Expression, value: Abstract, frame: Frame): void
  callNamed(name: string, site: CallSite): Abstract
  callValue(callee: Abstract, site: CallSite): Abstract
  runCode(code: Abstract, site: CodeSite): Abstract
}

/** Where code is run that was a value. */
export interface CodeSite {
  readonly frame: Frame
  /** `eval`, `assert`, `preg_replace`, `include`, `drop` and so on: the first name of the layer. */
  readonly sink: string
  /** `apart`: the code is for another run and shares nothing with this one. */
  readonly scope: 'shared' | 'apart'
  readonly start: 'html' | 'php'
}

/** State of one analysis. Everything that branches of the program may disagree on is in cells. */
export interface Machine {
  readonly parts: Parts
  readonly meter: Meter
  readonly observer: Observer
  readonly told: Told
  readonly root: Source
  readonly tags: 'all' | 'long'
  readonly functions: Map<string, Routine>
  /** Functions that `use function` gives another name: that name in lower case, and the one it stands for. */
  readonly imported: Map<string, string>
  readonly classes: Map<string, ClassInfo>
  readonly routines: Set<Routine>
  readonly constants: Map<string, Cell>
  readonly globals: Scope
  readonly superglobals: Map<string, Cell>
  readonly objects: Map<number, ObjectState>
  readonly closures: Map<number, ClosureState>
  readonly closureRoutines: WeakMap<Closure, Routine>
  readonly statics: Map<FunctionLike, Map<string, Cell>>
  readonly streams: Map<number, Stream>
  readonly layers: Layer[]
  readonly layerTexts: Set<string>
  /** Statements and short-circuited operands that were visited. */
  readonly visited: Set<Span>
  /** Functions that run at the end of the program. */
  readonly atEnd: (() => void)[]
  /** Old values of the cells that the branch being run has written; null outside of branches. */
  trail: Map<Cell, Abstract> | null
  /** The branch that the innermost loop runs in whose turns are known. */
  loopTrail: Map<Cell, Abstract> | null
  /** Arrays that one cell alone holds, so that they may be changed in place. */
  owned: WeakSet<ReadonlyMap<number | string, Abstract>> | null
  /** Counts writes that changed what is known. */
  changes: number
  /** Turns of known loops since one made a text or an array longer, and how many of these loops are inside each other. */
  idleTurns: number
  loopDepth: number
  /** Counts branches that may leave a loop or function, nobody knows whether. */
  maybeLeft: number
  /** Steps so far, and those inside calls whose arguments are not known. */
  steps: number
  openSteps: number
  /** Expressions and statements that are nested right now. */
  nesting: number
  /** Loops, known only in part, that are inside each other. */
  coverDepth: number
  nextId: number
  /** What a test looks at while it is evaluated; null outside of tests. */
  tested: Set<Guard> | null
  /** Taint of what was unserialized: it may be an object of any class. */
  revived: number
  isLimited: boolean
  thrown: Abstract | null
  /** Turns that loops may still take in a body that nobody called. */
  turnsLeft: number
  /** Offset of the data behind `__halt_compiler();` in the content. */
  haltOffset: number | null
}

/** A handle for the content itself. */
export interface Stream {
  readonly text: string
  readonly position: Cell
}

/** Pays for one node, operation or iteration. */
export function tick(machine: Machine): void {
  machine.steps += 1
  machine.meter.step()
}
