import { numbersFrom } from '../random.ts'

/** Choices that are the same for the same seed. */
export interface Dice {
  pick: <T>(items: readonly T[]) => T
  below: (count: number) => number
  /** A name that no program has. */
  name: () => string
}

export function diceOf(seed: number): Dice {
  const next = numbersFrom(seed)
  const below = (count: number): number => Math.floor(next() * count)
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
    name: () => `hf${below(36 ** 4).toString(36)}q`,
  }
}
