import { isAbsolute, join, resolve } from 'node:path'
import { HoldfastError } from '../domain/errors.ts'

export interface StorePathInput {
  /** --store as typed, or null. */
  readonly flag: string | null
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly uid: number
  readonly cwd: string
}

/** Where the store is: --store, $HOLDFAST_STORE, /var/lib/holdfast for root, else the user's XDG state directory. */
export function storePath({ flag, environment, uid, cwd }: StorePathInput): string {
  const named = flag ?? nonEmpty(environment['HOLDFAST_STORE'])
  if (named !== undefined) return resolve(cwd, named)
  if (uid === 0) return '/var/lib/holdfast'
  return join(stateDirectory(environment), 'holdfast')
}

/** A relative $XDG_STATE_HOME is to be ignored (XDG base directory specification). */
function stateDirectory(environment: StorePathInput['environment']): string {
  const state = nonEmpty(environment['XDG_STATE_HOME'])
  if (state !== undefined && isAbsolute(state)) return state
  const home = nonEmpty(environment['HOME'])
  if (home !== undefined && isAbsolute(home)) return join(home, '.local/state')
  throw new HoldfastError('HF_USAGE', 'there is no home directory to keep the store in', {
    hint: 'name the store: --store DIR or HOLDFAST_STORE=DIR',
  })
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}
