/** Limits of the script engines, each with its reason. Bytes unless the name says otherwise. */
const KiB = 1024
const MiB = 1024 * KiB

/** A source above this is matched by patterns and tokens only: a tree of it would take a gigabyte. */
export const phpParsedBytesMax = 4 * MiB
/** Nesting of the parser; deeper code is opaque. Hand-written code stays below 40. */
export const phpNestingMax = 256
/** Nodes, operations and iterations of one content. */
export const phpStepsMax = 300_000
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
/** Layers of code in code. */
export const phpLayersMax = 16
/** Calls inside calls that are followed. */
export const phpCallDepthMax = 6
/** Turns of one loop. */
export const phpLoopTurnsMax = 60_000
/** Words of a trace from source to sink, and the length of each. */
export const traceStepsMax = 12
export const traceStepCharsMax = 80
/** Names of decoders around a layer, and the length of each. */
export const layerNamesMax = 16
export const layerNameCharsMax = 32
