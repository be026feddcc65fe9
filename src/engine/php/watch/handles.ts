import type { Abstract } from '../abstract.ts'
import type { CallFact } from '../callFact.ts'

/** Which path the handle of a write belongs to: that of the last `fopen` of the same function. */
export interface Handles {
  note(fact: CallFact): void
  /** The path that argument `place` of the fact stands for. */
  pathOf(fact: CallFact, place: number): Abstract | undefined
}

const openers = new Set(['fopen', 'gzopen', 'bzopen', 'tempnam'])
const takesPath = new Set(['file_put_contents', 'error_log'])
/** Functions whose last opened path is kept. */
const scopesMax = 1024

export function createHandles(): Handles {
  const opened = new Map<string, Abstract>()
  return {
    note: (fact) => {
      const path = fact.args[0]
      if (fact.kind !== 'function' || fact.name === null || !openers.has(fact.name) || path === undefined)
        return
      if (opened.size < scopesMax) opened.set(scopeOf(fact), path)
    },
    pathOf: (fact, place) => {
      const given = fact.args[place]
      if (fact.name === null || takesPath.has(fact.name)) return given
      return opened.get(scopeOf(fact)) ?? given
    },
  }
}

function scopeOf(fact: CallFact): string {
  return `${fact.place.layer.length} ${fact.place.within ?? ''}`
}
