/**
 * Every kind of record, by the name used in the program. `number` is the byte in the record header, `tag` the first
 * byte of its keys: append only, never reuse (docs/FORMAT.md).
 */
export const recordKinds = {
  content: { number: 1, tag: 'b' },
  'content-chunk': { number: 2, tag: 'c' },
  tree: { number: 3, tag: 't' },
  'tree-chunk': { number: 4, tag: 'T' },
  'content-row': { number: 5, tag: 'c' },
  verdict: { number: 6, tag: 'v' },
  epoch: { number: 7, tag: 'o' },
  root: { number: 8, tag: 'r' },
  ref: { number: 9, tag: 'R' },
  snapshot: { number: 10, tag: 's' },
  'root-snapshot': { number: 11, tag: 'S' },
  'index-page': { number: 12, tag: 'i' },
  incident: { number: 13, tag: 'n' },
  'open-incident': { number: 14, tag: 'N' },
  scan: { number: 15, tag: 'q' },
  event: { number: 16, tag: 'e' },
  'path-event': { number: 17, tag: 'E' },
  counter: { number: 18, tag: 'k' },
  single: { number: 19, tag: 'm' },
  pending: { number: 20, tag: 'a' },
  undecided: { number: 21, tag: 'u' },
  pack: { number: 22, tag: 'p' },
} as const satisfies Record<string, { readonly number: number; readonly tag: string }>

export type RecordKind = keyof typeof recordKinds

/** Which database holds what. `single` rows exist in both: each database carries the id of its store. */
export const objectKinds = [
  'content',
  'content-chunk',
  'tree',
  'tree-chunk',
  'single',
] as const satisfies RecordKind[]
export const metaKinds = [
  'content-row',
  'verdict',
  'epoch',
  'root',
  'ref',
  'snapshot',
  'root-snapshot',
  'index-page',
  'incident',
  'open-incident',
  'scan',
  'event',
  'path-event',
  'counter',
  'single',
  'pending',
  'undecided',
  'pack',
] as const satisfies RecordKind[]
