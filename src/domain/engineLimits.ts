/** Limits of the script engines, each with its reason. Bytes unless the name says otherwise. */
const KiB = 1024
const MiB = 1024 * KiB

/** A source above this is matched by patterns and tokens only: a tree of it would take a gigabyte. */
export const phpParsedBytesMax = 4 * MiB
/** Tokens of one source, twelve bytes each: a text of nothing but brackets must not take a gigabyte. */
export const phpTokensMax = 8_000_000
/** Nesting of the parser; deeper code is opaque. Hand-written code stays below 40. */
export const phpNestingMax = 256
/** Links of a chain such as `$a->b()->c()`, with those of the chains in it: each one is a level of the tree. */
export const phpLinksMax = 512
/** Nodes, operations and iterations of one content: about a second; a decoder that goes letter by letter takes a dozen for one. */
export const phpStepsMax = 2_000_000
/** Bytes all operations of one content read or make: steps alone let 300,000 of them take 17 s on long strings. */
export const phpTouchedBytesMax = 256 * MiB
/** Bytes all decoders of one content give out. */
export const phpDecodedBytesMax = 16 * MiB
/** Bytes one decoder may give out: a bomb of 194 KB makes 200 MB. */
export const phpDecodedOnceBytesMax = 8 * MiB
/** Length of one string. */
export const phpStringBytesMax = 4 * MiB
/** Elements of one array. */
export const phpArrayCellsMax = 100_000
/** Arrays in arrays that a comparison, a decoder or a merge goes down; deeper ones are unknown. */
export const phpValueDepthMax = 64
/** Characters of a regular expression that we match, and instructions it becomes: those that decode take some dozens. */
export const phpPatternStepsMax = 2000
/** Groups inside groups of a regular expression. */
export const phpPatternNestingMax = 32
/** Layers of code in code. */
export const phpLayersMax = 16
/** Calls inside calls that are followed. */
export const phpCallDepthMax = 6
/** Steps inside calls whose arguments are not known: clean programs call each other without end, and only known ones decode. */
export const phpOpenStepsMax = 60_000
/** Steps after which no call is followed any more, so that what is left of the content is still visited. */
export const phpClosedStepsMax = 1_500_000
/** Different arguments that one function is run with when not all of them are known. */
export const phpRoutineRunsMax = 16
/** Turns that loops take in a function that nobody calls; what it does is seen in the first ones. */
export const phpUncalledTurnsMax = 1024
/** Expressions and statements inside each other while they run, calls and layers included: below what a stack of 1 MB holds. */
export const phpRunNestingMax = 900
/** Turns without a text or an array that grows: ten thousand turns that only count decode nothing. */
export const phpIdleTurnsMax = 2048
/** Turns of one loop. */
export const phpLoopTurnsMax = 250_000
/** Words of a trace from source to sink, and the length of each. */
export const traceStepsMax = 12
export const traceStepCharsMax = 80
/** Names of decoders around a layer, and the length of each. */
export const layerNamesMax = 16
export const layerNameCharsMax = 32

/** A script above this is not parsed: bundles of that size are of build tools, and a tree of one takes a gigabyte. */
export const jsParsedBytesMax = 4 * MiB
/** Nesting that acorn, which recurses, is given; deeper code is not parsed. Bundles stay below 100. */
export const jsNestingMax = 400
/** Operators in one expression: acorn takes one frame for each, and 10,000 end its stack. */
export const jsChainMax = 2000
/** Parts that a script with errors is cut into. */
export const jsPartsMax = 12
/** Evaluated nodes of one top-level statement, and of one content: the decoders of packed scripts take 100,000. */
export const jsStatementStepsMax = 250_000
export const jsStepsMax = 1_000_000
/** The same of a script that does not look packed: there is nothing to be computed that the eye does not see. */
export const jsPlainStatementStepsMax = 60_000
export const jsPlainStepsMax = 250_000
/** Bytes all string operations of one content read or make. */
export const jsTouchedBytesMax = 64 * MiB
/** Length of one string, and elements of one array. */
export const jsStringCharsMax = 4 * MiB
export const jsArrayItemsMax = 100_000
/** Calls inside calls that are followed. */
export const jsCallDepthMax = 24
/** Evaluation inside evaluation, below what ends the stack of a worker. */
export const jsEvaluationDepthMax = 600
/** Turns of one loop. */
export const jsLoopTurnsMax = 100_000
/** Layers of code in code, and how many of one content. */
export const jsLayerDepthMax = 6
export const jsLayersMax = 16
/** Things that a script does which are kept, and callbacks that wait to be run. */
export const jsFactsMax = 400
export const jsPendingMax = 2000
/** Characters of strings that are kept of a top-level statement, to look for words in. */
export const jsWordsCharsMax = 64 * KiB
/** Elements and attributes of a page that are looked at. */
export const markupTagsMax = 100_000
export const markupAttributesMax = 64
/** Inline scripts of one page that are analysed. */
export const markupScriptsMax = 64

/** Names of a directory that a file's own is held against. */
export const neighboursLookedAtMax = 200
/** A name is odd when at most this share of its neighbours looks as odd. */
export const oddNeighboursShare = 0.2

/** Places of one rule in one content that are told. */
export const hitsOfRuleMax = 16
/** Names of functions that an observer keeps calls of, and calls it keeps of each: a file of 4 MiB has a million. */
export const namesWatchedMax = 4_096
export const factsOfNameMax = 128
