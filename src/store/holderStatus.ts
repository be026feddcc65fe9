import { lockAnswerBytesMax } from '../domain/limits.ts'

/** What the process that holds the store answers to anyone who asks on its lock socket. */
export interface HolderStatus {
  readonly pid: number
  /** `scan s213 of /home`, in display form. */
  readonly what: string
  readonly scan: number | null
  /** Milliseconds since 1970. */
  readonly since: number
  readonly filesDone: number
  readonly filesExpected: number | null
  readonly findings: number
}

/** One line of at most lockAnswerBytesMax bytes; a long description is cut, an answer never is. */
export function formatHolderStatus(status: HolderStatus): string {
  const line = (what: string): string => `${JSON.stringify({ ...status, what })}\n`
  const whole = line(status.what)
  if (Buffer.byteLength(whole) <= lockAnswerBytesMax) return whole
  // By code points: half of a pair is no text, and the reader would refuse it.
  return line(`${Array.from(status.what).slice(0, cutDescriptionCharacters).join('')}...`)
}

/** undefined for anything that is not exactly an answer: it is printed on a terminal. */
export function parseHolderStatus(line: string): HolderStatus | undefined {
  const parsed = parseObject(line)
  if (parsed === undefined) return undefined
  const { pid, what, scan, since, filesDone, filesExpected, findings } = parsed
  const isWhole = isCount(pid) && isCount(since) && isCount(filesDone) && isCount(findings)
  if (!isWhole || !isPlainText(what) || !isCountOrNull(scan) || !isCountOrNull(filesExpected))
    return undefined
  return { pid, what, scan, since, filesDone, filesExpected, findings }
}

/** A character takes at most 6 bytes of JSON, and the numbers need less than 200. */
const cutDescriptionCharacters = Math.floor((lockAnswerBytesMax - 256) / 6)

function parseObject(line: string): Partial<Record<keyof HolderStatus, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(line)
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isCountOrNull(value: unknown): value is number | null {
  return value === null || isCount(value)
}

function isPlainText(value: unknown): value is string {
  return typeof value === 'string' && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(value)
}
