import { Script } from 'node:vm'
import type { ErrorCode } from '../../src/domain/errors.ts'
import { HoldfastError } from '../../src/domain/errors.ts'
import type { BatchOperation } from '../../src/kv/keyValue.ts'
import { numbersFrom } from '../support/random.ts'
import { trials, trialsMs } from '../support/trials.ts'
import { mutator } from './mutator.ts'

/** How one input ended; anything else is a failure of the decoder and thrown by `check`. */
export type Ending = 'accepted' | 'refused'

export interface Target {
  readonly name: string
  readonly samples: readonly Buffer[]
  /** Texts that mean something to the decoder. */
  readonly words?: readonly string[]
  /** Bytes that the decoder may ask for at once, at most. */
  readonly allocationMax?: number
  /** What must be seen for the run to mean something; both, unless there is nothing to refuse. */
  readonly mustSee?: readonly Ending[]
  readonly check: (input: Buffer) => Ending
}

/** `HOLDFAST_TEST_SEED` repeats a run that was printed. */
export const seed = Number(process.env['HOLDFAST_TEST_SEED'] ?? Date.now() % 1_000_000_007)
export const executions = trials(100_000)
export const fuzzTimeoutMs = trialsMs(300_000)

/** One input is a matter of microseconds; only what never ends takes this long, on any machine. */
const hangMs = 30_000
const watchedInputs = 500
const allocationMaxDefault = 1024 * 1024

/** Gives `target` the mutants of its samples; throws with the input for the first that is not handled as promised. */
export function fuzz(target: Target): void {
  for (const sample of target.samples) {
    if (target.check(Buffer.from(sample)) !== 'accepted')
      throw brokenPromise(target, sample, 'a sample is refused')
  }
  const { next } = mutator({ samples: target.samples, words: target.words ?? [], random: numbersFrom(seed) })
  const endings = { accepted: 0, refused: 0 }
  let input: Buffer = Buffer.alloc(0)
  const tryNext = (): void => {
    input = next()
    endings[target.check(Buffer.from(input))] += 1
  }
  const largest = watchAllocations(() => {
    try {
      withoutStacks(() => {
        for (let done = 0; done < executions; done += watchedInputs) endsInTime(tryNext, watchedInputs)
      })
    } catch (cause) {
      throw brokenPromise(target, input, cause)
    }
  })
  const max = target.allocationMax ?? allocationMaxDefault
  if (largest > max) throw brokenPromise(target, input, `${largest} bytes were asked for at once`)
  const unseen = (target.mustSee ?? (['accepted', 'refused'] as const)).filter(
    (ending) => endings[ending] === 0,
  )
  if (unseen.length > 0) throw new Error(`${target.name}: no input was ${unseen.join(' or ')}`)
  const counts = `${executions} inputs, ${endings.accepted} accepted, ${endings.refused} refused`
  console.log(`fuzz ${target.name}: ${counts}, largest buffer ${largest} bytes, seed ${seed}`)
}

/** The value, or undefined when the input was refused with one of these codes; every other error goes on. */
export function unlessRefused<T>(codes: readonly ErrorCode[], decode: () => T): T | undefined {
  try {
    return decode()
  } catch (error) {
    if (error instanceof HoldfastError && codes.includes(error.code)) return undefined
    throw error
  }
}

/** The input was taken, so its value must encode to the same bytes. */
export function mustBeEqual(actual: Buffer, expected: Buffer): Ending {
  if (actual.equals(expected)) return 'accepted'
  throw new Error(`encoded again it is another: ${actual.toString('hex').slice(0, 4000)}`)
}

/** The values of two decodings, compared as JSON with the order of properties. */
export function mustBeSame(actual: unknown, expected: unknown): Ending {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a === b) return 'accepted'
  throw new Error(`decoded again it is another: ${a.slice(0, 2000)} instead of ${b.slice(0, 2000)}`)
}

/** The value of a row that is written. */
export function valueOf(operation: BatchOperation): Buffer {
  if (operation.type === 'put') return operation.value
  throw new Error('the operation writes nothing')
}

/** A loop in the same thread can only be stopped from outside: the time limit of a script is kept by another thread. */
export function endsInTime(work: () => void, times: number): void {
  Reflect.set(globalThis, 'fuzzedBatch', () => {
    for (let i = 0; i < times; i += 1) work()
  })
  new Script('fuzzedBatch()').runInThisContext({ timeout: hangMs })
}

/** Most inputs are refused, and finding out where costs more than the refusal itself. */
function withoutStacks(work: () => void): void {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    work()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

const allocators = ['alloc', 'allocUnsafe', 'allocUnsafeSlow'] as const

/** The largest buffer that `work` asked for. */
function watchAllocations(work: () => void): number {
  let largest = 0
  const real = allocators.map((name) => Buffer[name].bind(Buffer))
  for (const [i, name] of allocators.entries()) {
    Buffer[name] = (size: number, ...rest: []) => {
      largest = Math.max(largest, size)
      return real[i]!(size, ...rest)
    }
  }
  try {
    work()
  } finally {
    for (const [i, name] of allocators.entries()) Buffer[name] = real[i]!
  }
  return largest
}

function brokenPromise({ name }: Target, input: Buffer, cause: unknown): Error {
  const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  const shown = `${input.toString('base64').slice(0, 6000)} (base64, ${input.length} bytes)`
  return new Error(`${name} with seed ${seed}: ${what}\ninput: ${shown}`, { cause })
}
