import { HoldfastError } from '../domain/errors.ts'

/** Keeps what removes from the store apart from what adds to it, inside the one process that holds the store. */
export interface Gate {
  /** Scans and operations: beside each other, after a removal that is running. */
  shared<Result>(work: () => Promise<Result>): Promise<Result>
  /** Removals: alone. HF_STORE_LOCKED while anything else runs. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>
}

export function openGate(): Gate {
  let sharing = 0
  let removal: Promise<unknown> | undefined
  return {
    shared: async (work) => {
      while (removal !== undefined) await removal
      sharing += 1
      try {
        return await work()
      } finally {
        sharing -= 1
      }
    },
    alone: async (work) => {
      if (sharing > 0 || removal !== undefined) throw inUse()
      const running = work()
      removal = running.catch(() => undefined).finally(() => (removal = undefined))
      return await running
    },
  }
}

function inUse(): HoldfastError {
  return new HoldfastError('HF_STORE_LOCKED', 'a scan or an operation is running in this store', {
    hint: 'nothing is removed meanwhile; try again when it has ended',
  })
}
