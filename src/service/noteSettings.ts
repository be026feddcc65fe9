import { singleKey } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import {
  type ConfigOverrides,
  configChanges,
  configOf,
  formatOverrides,
  parseOverrides,
} from '../domain/config.ts'
import { HoldfastError } from '../domain/errors.ts'
import type { Oid } from '../domain/oid.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import type { ServiceContext } from './context.ts'

/**
 * Records that the settings are not those the store last saw, because somebody edited the file: their hash is kept in the
 * store, the difference becomes an event (decision 35). Costs one read when nothing changed.
 */
export async function noteSettings(context: ServiceContext): Promise<void> {
  const { settings, store, initiator } = context
  const seen = await readSeen(store.meta)
  if (seen.hash === settings.hash) return
  const detail = configChanges(configOf(overridesSeen(seen)), settings.config)
  const key = singleKey(rowName)
  const row: Seen = { hash: settings.hash, text: formatOverrides(settings.overrides) }
  await (await context.journal()).write(
    [{ type: 'put', key, value: encodeRow('single', key, row) }],
    Object.keys(detail).length === 0 ? [] : [{ event: 'config-changed', cause: 'manual', initiator, detail }],
  )
}

const rowName = 'config'

/** `text` as formatOverrides writes it. */
interface Seen {
  readonly hash: Oid | null
  readonly text: string
}

/** Another version wrote this text: a key that this version does not know must not keep the store from opening. */
function overridesSeen(seen: Seen): ConfigOverrides {
  try {
    return parseOverrides(seen.text)
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'HF_CONFIG_INVALID') return new Map()
    throw error
  }
}

async function readSeen(meta: KeyValue): Promise<Seen> {
  const key = singleKey(rowName)
  const value = await meta.get(key)
  return value === undefined ? { hash: null, text: '{}' } : (decodeRow('single', key, value) as Seen)
}
