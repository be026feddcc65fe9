import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatAge,
  formatDuration,
  formatLocal,
  formatLocalSeconds,
  parseTimeSpec,
  zoneAbbreviation,
} from '../../src/domain/timeText.ts'

const zone = 'Europe/Berlin'
const now = Date.UTC(2026, 10, 22, 1, 4, 31, 250)
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe('parseTimeSpec', () => {
  it.each([
    ['90s', now - 90_000],
    ['2h', now - 2 * hour],
    ['15m', now - 15 * minute],
    ['2d', now - 2 * day],
    ['1w', now - 7 * day],
    ['0d', now],
    ['2026-11-22T01:04:31Z', now - 250],
    ['2026-11-22T02:04:31+01:00', now - 250],
    ['2026-11-22t01:04:31.999z', now - 250],
    ['2026-11-22 02:04:31', now - 250],
    ['2026-11-22 02:04', now - 31_250],
    ['2026-11-22', Date.UTC(2026, 10, 21, 23)],
    ['2026-07-01', Date.UTC(2026, 5, 30, 22)],
    ['2024-02-29', Date.UTC(2024, 1, 28, 23)],
    ['1795309471', 1_795_309_471_000],
  ])('%s', (text, expected) => {
    expect(parseTimeSpec(text, { now, zone })).toBe(expected)
  })

  it.each([
    '',
    '2',
    '2y',
    '-2d',
    '2 d',
    'yesterday',
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-11-22T25:00:00Z',
    '2026-11-22T10:00:00+24:00',
    '2026-11-22Z',
    '20261122',
    '2026-11-22T10',
    '2026-11-22 10:00 ',
    '9999999d9',
    '12345678901234',
  ])('refuses %j', (text) => {
    expect(parseTimeSpec(text, { now, zone })).toBeUndefined()
  })

  it('settles the hour that summer time skips or repeats', () => {
    const at = (text: string): string => formatLocal(parseTimeSpec(text, { now, zone })!, zone)
    expect(at('2026-03-29 01:59')).toBe('2026-03-29 01:59')
    expect(at('2026-03-29 03:00')).toBe('2026-03-29 03:00')
    expect(at('2026-03-29 02:30')).toMatch(/^2026-03-29 0[13]:30$/)
    expect(at('2026-10-25 02:30')).toBe('2026-10-25 02:30')
    expect(at('2026-10-25 03:30')).toBe('2026-10-25 03:30')
  })
})

describe('local times', () => {
  it('follows the zone and its summer time', () => {
    expect(formatLocal(now, zone)).toBe('2026-11-22 02:04')
    expect(formatLocalSeconds(now, zone)).toBe('2026-11-22 02:04:31')
    expect(formatLocalSeconds(now, 'UTC')).toBe('2026-11-22 01:04:31')
    expect(formatLocal(Date.UTC(2026, 6, 1), zone)).toBe('2026-07-01 02:00')
    expect(formatLocal(Date.UTC(2026, 6, 1), 'Asia/Kolkata')).toBe('2026-07-01 05:30')
    expect(formatLocal(Date.UTC(2026, 11, 31, 23, 30), zone)).toBe('2027-01-01 00:30')
    expect(formatLocal(Date.UTC(1969, 11, 31, 22, 0, 0, 1), 'UTC')).toBe('1969-12-31 22:00')
  })

  it('names the zone at that time', () => {
    expect(zoneAbbreviation(now, zone)).toBe('CET')
    expect(zoneAbbreviation(Date.UTC(2026, 6, 1), zone)).toBe('CEST')
    expect(zoneAbbreviation(now, 'America/New_York')).toBe('EST')
    expect(zoneAbbreviation(now, 'UTC')).toBe('UTC')
    expect(zoneAbbreviation(now, 'Asia/Tokyo')).toBe('GMT+9')
  })

  it('shows any time that a file may claim', () => {
    const shown = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/
    fc.assert(
      fc.property(
        fc.double({ noNaN: true }),
        fc.constantFrom(zone, 'UTC', 'Pacific/Auckland'),
        (at, where) => {
          expect(formatLocalSeconds(at, where)).toMatch(shown)
        },
      ),
    )
    expect(formatLocalSeconds(-1e300, zone)).toMatch(shown)
    expect(formatLocalSeconds(8.65e15, zone)).toMatch(/^9999-12-/)
  })

  it('reads back what it shows outside the repeated hour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e9 }),
        fc.constantFrom(zone, 'America/New_York', 'Asia/Kolkata'),
        (s, where) => {
          const text = formatLocalSeconds(s * 1000, where)
          const read = parseTimeSpec(text, { now, zone: where })!
          expect(formatLocalSeconds(read, where)).toBe(text)
          expect(Math.abs(read - s * 1000)).toBeLessThanOrEqual(hour)
        },
      ),
    )
  })
})

describe('spans', () => {
  it.each([
    [0, '0.0 s'],
    [900, '0.9 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [11_400, '11 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [192_000, '3 min 12 s'],
    [hour - 600, '59 min 59 s'],
    [hour - 400, '1 h'],
    [4 * hour + 5 * minute, '4 h 5 min'],
    [2 * day + 3 * hour, '2 d 3 h'],
  ])('%i ms took %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it.each([
    [-5000, '0 s'],
    [59_999, '59 s'],
    [7 * minute, '7 min'],
    [hour - 1, '59 min'],
    [23 * hour, '23 h'],
    [day, '1 day'],
    [2 * day + hour, '2 days'],
  ])('%i ms is %s old', (ms, text) => {
    expect(formatAge(ms)).toBe(text)
  })
})
