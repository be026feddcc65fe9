/**
 * One piece of work that one batch does for all. `settled` with a value, or `released`: its owner failed, and whoever
 * waited must have the content read again.
 */
export interface Claim<Value> {
  readonly promise: Promise<Value | null>
  state: 'open' | 'settled' | 'released'
  readonly resolve: (value: Value | null) => void
}

export function newClaim<Value>(): Claim<Value> {
  let resolve: Claim<Value>['resolve'] = () => undefined
  const promise = new Promise<Value | null>((settle) => {
    resolve = settle
  })
  return { promise, state: 'open', resolve }
}

export function settle<Value>(claim: Claim<Value>, value: Value): void {
  if (claim.state !== 'open') return
  claim.state = 'settled'
  claim.resolve(value)
}

export function release<Value>(claim: Claim<Value>): void {
  if (claim.state !== 'open') return
  claim.state = 'released'
  claim.resolve(null)
}

/**
 * What another batch claims or has just settled. `before` was looked up before the store was asked: a batch that has
 * committed in between left no claim, and the answer of the store does not know of it either.
 */
export function claimOf<Held extends Pick<Claim<never>, 'state'>>(
  now: Held | undefined,
  before: Held | undefined,
): Held | undefined {
  return now ?? (before?.state === 'settled' ? before : undefined)
}
