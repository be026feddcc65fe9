import { Flags } from '@oclif/core'
import { HoldfastError } from '../domain/errors.ts'
import { listLimitDefault, listLimitMax } from '../domain/limits.ts'
import { formats } from './output/render.ts'

/** Flags of every command. */
export const globalFlags = {
  store: Flags.string({
    helpGroup: 'GLOBAL',
    helpValue: 'DIR',
    description:
      'store directory [default: $HOLDFAST_STORE, /var/lib/holdfast for root, else under ~/.local/state]',
  }),
  format: Flags.option({ options: formats, multiple: false })({
    helpGroup: 'GLOBAL',
    description: 'how to print the answer',
    exclusive: ['json'],
  }),
  json: Flags.boolean({ helpGroup: 'GLOBAL', description: 'the same as --format json' }),
  quiet: Flags.boolean({ helpGroup: 'GLOBAL', description: 'print only what is new' }),
  'no-progress': Flags.boolean({ helpGroup: 'GLOBAL', description: 'no progress line on the terminal' }),
  wait: Flags.string({
    helpGroup: 'GLOBAL',
    helpValue: 'TIME',
    description: 'when another process holds the store, wait for it (30s, 5m, 2h; without TIME one day)',
  }),
}

export interface GlobalFlags {
  readonly store?: string | undefined
  readonly format?: (typeof formats)[number] | undefined
  readonly json: boolean
  readonly quiet: boolean
  readonly 'no-progress': boolean
  readonly wait?: string | undefined
}

/** Flags of every list. */
export const pageFlags = {
  limit: Flags.integer({
    min: 1,
    max: listLimitMax,
    default: listLimitDefault,
    description: 'at most this many',
  }),
  offset: Flags.integer({ min: 0, default: 0, description: 'leave out the first N' }),
}

export const periodFlags = {
  since: Flags.string({ helpValue: 'TIME', description: 'from then on: 2h, 2d, RFC 3339, or Unix seconds' }),
  until: Flags.string({ helpValue: 'TIME', description: 'up to then' }),
}

export const userFlag = {
  user: Flags.string({ helpValue: 'ACCOUNT', description: 'only files of this account' }),
}

/** `i12` or `12` -> 12; `prefix` is `s` for scans, `i` for incidents, `o` for operations, `h` for holds. */
export function parseNumberedId(text: string, prefix: 'i' | 's' | 'o' | 'h'): number {
  const match = new RegExp(`^${prefix}?(\\d{1,15})$`).exec(text)
  if (match !== null) return Number(match[1])
  throw new HoldfastError('HF_USAGE', `not an id like ${prefix}12: ${text}`, {
    facts: { value: text },
    hint: `list them: ${listCommands[prefix]}`,
  })
}

const listCommands = {
  i: 'holdfast list',
  s: 'holdfast history --event scan-finished',
  o: 'holdfast operation list',
  h: 'holdfast hold list',
} as const
