/** Keys from `gte` to before `lt`, bytewise; fits the ranges of a KeyValue cursor. */
export interface KeySpan {
  readonly gte: Buffer
  readonly lt: Buffer
}
