import { nameOf } from './contender.ts'
import type { Measurement } from './measure.ts'
import type { Row } from './runPhase.ts'

/** What one run measured: rows by phase and name, and sizes of stores on the disk. */
export interface Figures {
  readonly rows: readonly Row[]
  readonly sizesMiB: Readonly<Record<string, number>>
}

/** A figure that holdfast has to reach; undefined when a row that it needs was not measured. */
export interface Target {
  readonly claim: string
  readonly figure: (figures: Figures) => number | undefined
  readonly limit: Limit
}

export type Limit =
  | { readonly kind: 'at most'; readonly value: number; readonly aim: number | null }
  | { readonly kind: 'at least'; readonly value: number; readonly aim: number | null }

/** `row` is a phase and the name of a contender in it. */
export type RowName = readonly [phase: string, name: string]

export function atMost(value: number, aim: number | null = null): Limit {
  return { kind: 'at most', value, aim }
}

export function atLeast(value: number, aim: number | null = null): Limit {
  return { kind: 'at least', value, aim }
}

/** CPU time of one row divided by that of others together. */
export function cpuRatio(row: RowName, ...others: readonly RowName[]): Target['figure'] {
  return (figures) => {
    const own = resultOf(figures, row)?.cpuSeconds
    const theirs = others.map((other) => resultOf(figures, other)?.cpuSeconds)
    const sum = theirs.reduce((total, seconds) => plus(total, seconds), 0)
    return own === undefined || sum === undefined ? undefined : own / sum
  }
}

/** Wall time of one row divided by that of another: only of two rows that wait for the same disk in the same minutes. */
export function wallRatio(row: RowName, other: RowName): Target['figure'] {
  return (figures) => {
    const [own, theirs] = [resultOf(figures, row)?.wallSeconds, resultOf(figures, other)?.wallSeconds]
    return own === undefined || theirs === undefined ? undefined : own / theirs
  }
}

export function memoryMiB(row: RowName): Target['figure'] {
  return (figures) => resultOf(figures, row)?.anonymousMiBMax
}

export function sizeRatio(own: string, other: string): Target['figure'] {
  return ({ sizesMiB }) => {
    const [a, b] = [sizesMiB[own], sizesMiB[other]]
    return a === undefined || b === undefined ? undefined : a / b
  }
}

export function renderTargets(targets: readonly Target[], figures: Figures): string {
  const lines = targets.map(({ claim, figure, limit }) => {
    const value = figure(figures)
    const aim = limit.aim === null ? '' : ` (aim ${limit.aim})`
    const asked = `${limit.kind} ${limit.value}${aim}`
    const shown = value === undefined ? 'not measured' : value.toFixed(value < 10 ? 2 : 0)
    return `| ${claim} | ${asked} | ${shown} | ${verdictOn(value, limit)} |`
  })
  return ['| target | asked | measured | |', '|---|---|--:|---|', ...lines].join('\n')
}

function verdictOn(value: number | undefined, { kind, value: asked, aim }: Limit): string {
  if (value === undefined) return ''
  const reaches = (bound: number): boolean => (kind === 'at most' ? value <= bound : value >= bound)
  if (aim !== null && reaches(aim)) return 'met, and the aim'
  return reaches(asked) ? 'met' : '**missed**'
}

function resultOf({ rows }: Figures, [phase, name]: RowName): Measurement | undefined {
  const row = rows.find((one) => one.phase === phase && nameOf(one.contender) === name)
  return row?.outcome.kind === 'done' ? row.outcome.result : undefined
}

function plus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b
}
