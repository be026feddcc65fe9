import type { Meter } from '../../value.ts'
import type { Automaton, Instruction } from './compilePattern.ts'
import { wordSet } from './sets.ts'
import type { Assertion } from './tree.ts'

/** Places of the whole match and its groups, start and end in turn; -1 for a group that took no part. */
export type Places = readonly number[]

export interface Search {
  readonly subject: string
  readonly from: number
  /** `anywhere` from there on, or only there and not the empty text, as PHP asks behind an empty match. */
  readonly where: 'anywhere' | 'here-not-empty'
}

/** What one thread at one place is charged: measured at 50 to 100 ns. */
const threadBytes = 64

interface Thread {
  readonly at: number
  readonly places: Places
}

interface Run {
  readonly automaton: Automaton
  readonly search: Search
  readonly meter: Meter
  /** For each instruction the last place at which a thread stood there, so that each is visited once a place. */
  readonly visited: Int32Array
}

/**
 * The first match in the order of Perl, found by following all ways at once (Pike's machine): its time is the product of
 * subject and pattern whatever they are.
 */
export function runPattern(automaton: Automaton, search: Search, meter: Meter): Places | undefined {
  meter.touch(automaton.instructions.length * 4)
  const visited = new Int32Array(automaton.instructions.length).fill(-1)
  const run: Run = { automaton, search, meter, visited }
  const canMove = !automaton.flags.anchored && search.where === 'anywhere'
  const fresh = new Array<number>(automaton.groups * 2 + 2).fill(-1)
  let waiting: readonly Thread[] = []
  let found: Places | undefined
  let place = search.from
  while (place <= search.subject.length) {
    const mayStart = found === undefined && (canMove || place === search.from)
    if (waiting.length === 0) {
      if (!mayStart) break
      place = canMove ? nextStart(run, place) : place
    }
    const started = mayStart ? [...waiting, { at: 0, places: keep(fresh, 0, place) }] : waiting
    const reached = followAll(run, started, place)
    if (reached.found !== undefined) found = reached.found
    waiting = takeByte(run, reached.ready, place)
    place += 1
  }
  return found
}

/** Where a match can begin at the earliest; the end of the subject when nowhere. */
function nextStart({ automaton, search, meter }: Run, from: number): number {
  const { starts } = automaton
  if (starts === undefined) return from
  let place = from
  while (place < search.subject.length && starts[search.subject.charCodeAt(place)] !== 1) place += 1
  meter.touch(place - from)
  return place
}

interface Reached {
  readonly ready: readonly Thread[]
  readonly found: Places | undefined
}

/** All threads up to the next byte they need, in order of preference; a match ends those that are preferred less. */
function followAll(run: Run, threads: readonly Thread[], place: number): Reached {
  const ready: Thread[] = []
  for (const thread of threads) {
    const found = follow(run, thread, { ready, place })
    if (found !== undefined) return { ready, found }
  }
  return { ready, found: undefined }
}

interface Following {
  readonly ready: Thread[]
  readonly place: number
}

function follow(run: Run, start: Thread, { ready, place }: Following): Places | undefined {
  // The last one is the preferred one.
  const open: Thread[] = [start]
  for (let thread = open.pop(); thread !== undefined; thread = open.pop()) {
    if (run.visited[thread.at] === place) continue
    run.visited[thread.at] = place
    run.meter.touch(threadBytes)
    const instruction = run.automaton.instructions[thread.at]
    if (instruction === undefined) continue
    if (instruction.op === 'take') ready.push(thread)
    else if (instruction.op !== 'done') open.push(...passed(run, { instruction, thread, place }))
    else if (isAllowed(run, place)) return keep(thread.places, 1, place)
  }
  return undefined
}

/** PHP looks for no second empty match at one place. */
function isAllowed({ search }: Run, place: number): boolean {
  return search.where === 'anywhere' || place > search.from
}

interface Passing {
  readonly instruction: Exclude<Instruction, { readonly op: 'take' | 'done' }>
  readonly thread: Thread
  readonly place: number
}

/** Where a thread goes on without a byte, the preferred way last. */
function passed({ search }: Run, { instruction, thread, place }: Passing): Thread[] {
  switch (instruction.op) {
    case 'fork':
      return [
        { at: instruction.second, places: thread.places },
        { at: instruction.first, places: thread.places },
      ]
    case 'go':
      return [{ at: instruction.to, places: thread.places }]
    case 'keep':
      return [{ at: thread.at + 1, places: keep(thread.places, instruction.slot, place) }]
    case 'assert':
      return holds(instruction.assertion, search.subject, place)
        ? [{ at: thread.at + 1, places: thread.places }]
        : []
  }
}

function takeByte({ automaton, search }: Run, ready: readonly Thread[], place: number): Thread[] {
  const code = search.subject.charCodeAt(place)
  const next: Thread[] = []
  for (const thread of ready) {
    const instruction = automaton.instructions[thread.at]
    if (instruction?.op === 'take' && instruction.set[code] === 1)
      next.push({ at: thread.at + 1, places: thread.places })
  }
  return next
}

function keep(places: Places, slot: number, place: number): Places {
  const kept = [...places]
  kept[slot] = place
  return kept
}

function holds(assertion: Assertion, subject: string, place: number): boolean {
  return assertions[assertion](subject, place)
}

const assertions: Readonly<Record<Assertion, (subject: string, place: number) => boolean>> = {
  'text-start': (_, place) => place === 0,
  'text-end': (subject, place) => place === subject.length,
  'last-line-end': (subject, place) =>
    place === subject.length || (place === subject.length - 1 && subject.charAt(place) === '\n'),
  'line-start': (subject, place) =>
    place === 0 || (place < subject.length && subject.charAt(place - 1) === '\n'),
  'line-end': (subject, place) => place === subject.length || subject.charAt(place) === '\n',
  'word-edge': (subject, place) => isWord(subject, place - 1) !== isWord(subject, place),
  'no-word-edge': (subject, place) => isWord(subject, place - 1) === isWord(subject, place),
}

function isWord(subject: string, at: number): boolean {
  return at >= 0 && at < subject.length && wordSet[subject.charCodeAt(at)] === 1
}
