/** A stream of which a slow listener gets the newest item only: progress is never queued. */
export interface ProgressChannel<Item> {
  readonly push: (item: Item) => void
  readonly end: () => void
  readonly items: AsyncIterable<Item>
}

export function progressChannel<Item>(): ProgressChannel<Item> {
  let newest: Item | undefined
  let isEnded = false
  let wake: () => void = () => undefined
  async function* items(): AsyncGenerator<Item> {
    for (;;) {
      const item = newest
      newest = undefined
      if (item !== undefined) yield item
      else if (isEnded) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  return {
    push: (item) => {
      newest = item
      wake()
    },
    end: () => {
      isEnded = true
      wake()
    },
    items: items(),
  }
}
