/** Limits of the analysers that read line by line: configuration files, and scripts of shells, Perl, Python and Ruby. */
const KiB = 1024

/** Lines of a configuration file; lists of addresses that are blocked reach 100,000. */
export const configLinesMax = 200_000
/** Of one line, and of its words: Apache itself refuses lines of more than 16 MiB, and people write less than 8 KiB. */
export const configLineCharsMax = 64 * KiB
export const configWordsMax = 512
/** Sections inside sections that are told apart; people write four. */
export const configNestingMax = 64
/** Conditions before one rewrite rule that are looked at. */
export const rewriteConditionsMax = 1024

/** Lines of a script, and characters of one, that are looked at; installers with an archive in them are longer. */
export const scriptLinesMax = 50_000
export const scriptLineCharsMax = 32 * KiB
/** Commands of one line. */
export const scriptCommandsMax = 512
/** Passes over the assignments of a script: a value that goes through more hands than this is not followed. */
export const scriptFlowPassesMax = 4
/** Texts that a script decodes and runs, and the bytes of each that are decoded. */
export const scriptLayersMax = 8
export const scriptLayerCharsMax = 512 * KiB
