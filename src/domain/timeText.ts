/** What a relative or zoneless time is relative to. */
export interface TimeContext {
  readonly now: number
  /** IANA name, e.g. Europe/Berlin. */
  readonly zone: string
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
/** Anyone may give a file a date outside the years 1 to 9999, where the printed form ends; it is shown as the nearest. */
const firstShownMs = Date.UTC(2000, 0, 2) - 1999 * 365.2425 * day
const lastShownMs = Date.UTC(9999, 11, 30)
const unitMs: Readonly<Record<string, number>> = { s: second, m: minute, h: hour, d: day, w: 7 * day }

/**
 * Milliseconds since 1970 of what a person typed: `2h` or `2d` ago (s m h d w), RFC 3339, a date with or without a
 * time of day in the zone (`2026-11-22`, `2026-11-22 02:04`), or Unix seconds. undefined when it is none of these.
 */
export function parseTimeSpec(text: string, context: TimeContext): number | undefined {
  return parseAgo(text, context.now) ?? parseDate(text, context.zone) ?? parseUnix(text)
}

/** `2026-11-22 02:04` */
export function formatLocal(atMs: number, zone: string): string {
  return formatLocalSeconds(atMs, zone).slice(0, 16)
}

/** `2026-11-22 02:04:31` */
export function formatLocalSeconds(atMs: number, zone: string): string {
  const shown = Math.min(Math.max(Math.floor(atMs), firstShownMs), lastShownMs)
  return new Date(shown + offsetMs(shown, zone)).toISOString().slice(0, 19).replace('T', ' ')
}

/** `CET`, `EST`, or `GMT+9` where English has no name; of the instant, because summer time changes it. */
export function zoneAbbreviation(atMs: number, zone: string): string {
  const names = ['en-GB', 'en-US'].map((language) => zoneName(atMs, zone, language))
  return names.find((name) => !name.startsWith('GMT+') && !name.startsWith('GMT-')) ?? names[0] ?? zone
}

/** How long something took: `0.9 s`, `11 s`, `3 min 12 s`, `4 h 5 min`, `2 d 3 h`. */
export function formatDuration(ms: number): string {
  if (ms < 9950) return `${(ms / second).toFixed(1)} s`
  if (ms < minute - second / 2) return `${String(Math.round(ms / second))} s`
  if (ms < hour - second / 2) return twoUnits(Math.round(ms / second), 60, ['min', 's'])
  if (ms < day - minute / 2) return twoUnits(Math.round(ms / minute), 60, ['h', 'min'])
  return twoUnits(Math.round(ms / hour), 24, ['d', 'h'])
}

/** How old something is, rounded down to one unit: `49 min`, `7 h`, `1 day`, `2 days`. */
export function formatAge(ms: number): string {
  if (ms < minute) return `${String(Math.max(0, Math.floor(ms / second)))} s`
  if (ms < hour) return `${String(Math.floor(ms / minute))} min`
  if (ms < day) return `${String(Math.floor(ms / hour))} h`
  const days = Math.floor(ms / day)
  return days === 1 ? '1 day' : `${String(days)} days`
}

function parseAgo(text: string, now: number): number | undefined {
  const match = /^(\d{1,6})([smhdw])$/.exec(text)
  const unit = unitMs[match?.[2] ?? '']
  return unit === undefined ? undefined : now - Number(match?.[1]) * unit
}

/** Ten or eleven digits: the years 2001 to 5138, and never a date without its dashes. */
function parseUnix(text: string): number | undefined {
  return /^\d{10,11}$/.test(text) ? Number(text) * second : undefined
}

const datePattern =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[Tt ](?<time>\d\d:\d\d)(?<seconds>:\d\d)?(?<suffix>[Zz]|[+-]\d\d:\d\d)?)?$/

/** Fractions of a second are allowed and dropped: no time of ours is asked for that exactly. */
function parseDate(text: string, zone: string): number | undefined {
  const groups = datePattern.exec(text.replace(/(:\d\d)\.\d{1,9}/, '$1'))?.groups
  if (groups === undefined) return undefined
  const { date = '', time = '00:00', seconds = ':00', suffix } = groups
  const asUtc = realInstant(`${date}T${time}${seconds}`)
  if (asUtc === undefined) return undefined
  return suffix === undefined ? fromLocal(asUtc, zone) : fromSuffix(asUtc, suffix)
}

/** Date.parse makes the 2nd of March of the 30th of February; such a date was a slip of the hand. */
function realInstant(wall: string): number | undefined {
  const atMs = Date.parse(`${wall}Z`)
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(wall) ? atMs : undefined
}

function fromSuffix(asUtc: number, suffix: string): number | undefined {
  if (suffix === 'Z' || suffix === 'z') return asUtc
  const hours = Number(suffix.slice(1, 3))
  const minutes = Number(suffix.slice(4))
  if (hours > 23 || minutes > 59) return undefined
  const offset = hours * hour + minutes * minute
  return suffix.startsWith('-') ? asUtc + offset : asUtc - offset
}

/** The second look-up settles times near a change of the offset; a time that summer time skips becomes the hour after. */
function fromLocal(asUtc: number, zone: string): number {
  const guess = asUtc - offsetMs(asUtc, zone)
  return asUtc - offsetMs(guess, zone)
}

/** Local wall clock minus UTC at one instant. */
function offsetMs(atMs: number, zone: string): number {
  const parts = new Map(
    wallClock(zone)
      .formatToParts(atMs)
      .map((part) => [part.type, Number(part.value)]),
  )
  const at = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
  const local = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'))
  return local - Math.floor(atMs / second) * second
}

/** Making a formatter costs 100 times its use, and a process has one zone. */
let lastWallClock: { readonly zone: string; readonly formatter: Intl.DateTimeFormat } | undefined

function wallClock(zone: string): Intl.DateTimeFormat {
  if (lastWallClock?.zone !== zone) {
    const formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    lastWallClock = { zone, formatter }
  }
  return lastWallClock.formatter
}

function zoneName(atMs: number, zone: string, language: string): string {
  const formatter = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: 'short' })
  return formatter.formatToParts(atMs).find((part) => part.type === 'timeZoneName')?.value ?? zone
}

function twoUnits(total: number, perLarge: number, [large, small]: readonly [string, string]): string {
  const rest = total % perLarge
  const head = `${String(Math.floor(total / perLarge))} ${large}`
  return rest === 0 ? head : `${head} ${String(rest)} ${small}`
}
