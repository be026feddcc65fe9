/**
 * Many batches side by side, or one suspect alone. Those who wait for the exclusive right are served before newcomers,
 * so that a steady stream of batches cannot keep a suspect waiting.
 */
export interface Gate {
  shared<T>(run: () => Promise<T>): Promise<T>
  exclusive<T>(run: () => Promise<T>): Promise<T>
}

export function createGate(sharedMax: number): Gate {
  let running = 0
  let isExclusive = false
  const exclusiveQueue: (() => void)[] = []
  const sharedQueue: (() => void)[] = []

  const admitNext = (): void => {
    if (isExclusive) return
    const exclusive = exclusiveQueue[0]
    if (exclusive !== undefined) {
      if (running > 0) return
      exclusiveQueue.shift()
      isExclusive = true
      exclusive()
      return
    }
    while (running < sharedMax) {
      const next = sharedQueue.shift()
      if (next === undefined) return
      running += 1
      next()
    }
  }

  return {
    shared: async (run) => {
      await queue(sharedQueue, admitNext)
      try {
        return await run()
      } finally {
        running -= 1
        admitNext()
      }
    },
    exclusive: async (run) => {
      await queue(exclusiveQueue, admitNext)
      try {
        return await run()
      } finally {
        isExclusive = false
        admitNext()
      }
    },
  }
}

async function queue(waiting: (() => void)[], admitNext: () => void): Promise<void> {
  await new Promise<void>((resolve) => {
    waiting.push(resolve)
    admitNext()
  })
}
