import { traceStepCharsMax } from '../../../../domain/engineLimits.ts'
import { hostOfAddress } from '../hosts.ts'
import { marks } from '../run/value.ts'
import type { Scene } from './scene.ts'

/** From where to where, in words for people. */
export function traceOf({ fact, address, dataMarks, targetMarks }: Scene): string[] {
  const sources = words.filter(([bit]) => ((dataMarks | targetMarks) & bit) !== 0).map(([, word]) => word)
  const asked = guards.filter(([bit]) => (fact.guards & bit) !== 0).map(([, word]) => word)
  const host = hostOfAddress(address)
  const steps = [...asked, ...sources, fact.via, ...(host === undefined ? [] : [host])]
  return steps.map((step) => step.replace(/[^ -~]/g, '?').slice(0, traceStepCharsMax))
}

const words: readonly (readonly [number, string])[] = [
  [marks.card, 'payment field'],
  [marks.secret, 'password field'],
  [marks.field, 'form field'],
  [marks.key, 'pressed key'],
  [marks.cookie, 'document.cookie'],
  [marks.remote, 'answer of a server'],
  [marks.hidden, 'hidden text'],
  [marks.escaped, 'escaped text'],
]

const guards: readonly (readonly [number, string])[] = [
  [marks.referrer, 'if document.referrer'],
  [marks.agent, 'if navigator.userAgent'],
  [marks.place, 'if location'],
  [marks.cookie, 'if document.cookie'],
]
