/** What the tokens of a source show, as bits that are or-ed together. */
export const sign = {
  /** Worth it alone: runs code or a command whatever it is given, or no honest program does it. */
  strong: 1,
  /** Reads what a visitor sends. */
  source: 1 << 1,
  decoder: 1 << 2,
  /** Calls what an expression names. */
  dynamicCall: 1 << 3,
  /** Calls a method or makes an object whose name is computed. */
  dynamicMember: 1 << 4,
  /** Hands a function to a function. */
  callback: 1 << 5,
  /** Includes what is not written there. */
  dynamicInclude: 1 << 6,
  write: 1 << 7,
  /** Printable characters written as numbers, or names nobody can read. */
  unreadable: 1 << 8,
  /** Words put together from single characters. */
  assembly: 1 << 9,
  /** A variable whose name is computed. */
  variableVariable: 1 << 10,
  /** Reads a file or an address. */
  fetch: 1 << 11,
  /** Names an address on another machine, or talks to one. */
  address: 1 << 12,
  /** Reads a directory. */
  listing: 1 << 13,
  /** Deletes, renames or changes rights or times of files. */
  upkeep: 1 << 14,
  /** Sends a header. */
  header: 1 << 15,
  /** Asks who the visitor is: browser, referrer. */
  visitor: 1 << 16,
  /** A long text without white space. */
  packed: 1 << 17,
  /** Single characters and their codes, and what turns texts around. */
  characters: 1 << 18,
  mail: 1 << 19,
  /** Makes users or logs them in. */
  account: 1 << 20,
  /** Asks what machine this is and what it may do. */
  recon: 1 << 21,
  database: 1 << 22,
  /** Names a function that runs code or commands. */
  sinkName: 1 << 23,
  /** Prints. */
  output: 1 << 24,
  /** Text of a PHP file or of a server's configuration. */
  fileText: 1 << 25,
  /** What a database, a session or a picture keeps. */
  stored: 1 << 26,
} as const

/** Whether the signs together are worth an interpreter. */
export function areWorthAnalysis(signs: number): boolean {
  if ((signs & sign.strong) !== 0) return true
  return groups.some((group) => group.every((anyOf) => (signs & anyOf) !== 0))
}

const reads = sign.source | sign.variableVariable
const runs = sign.dynamicCall | sign.callback | sign.dynamicInclude

/** Of each group every entry has to be there, of each entry one bit. */
const groups: readonly (readonly number[])[] = [
  [reads, sign.decoder | runs | sign.write | sign.mail | sign.recon | sign.sinkName],
  [sign.account],
  [sign.source, sign.database | sign.dynamicMember],
  [sign.stored, sign.dynamicCall],
  [sign.fileText | sign.dynamicInclude, sign.write],
  [sign.fetch, sign.address, sign.write],
  [sign.decoder, runs | sign.write | sign.unreadable | sign.assembly | sign.sinkName],
  [sign.unreadable | sign.assembly, runs | sign.variableVariable],
  [sign.packed, sign.decoder | runs | sign.characters | sign.unreadable],
  [sign.sinkName, runs],
  [sign.listing, sign.upkeep],
  [sign.recon, sign.listing | sign.upkeep | sign.write],
  [sign.header, sign.visitor],
  [sign.fetch, sign.source | sign.visitor | sign.decoder],
  [sign.fetch, sign.address, sign.output],
  [sign.source, sign.fetch | sign.listing | sign.upkeep],
]
