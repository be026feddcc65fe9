import { revalidateSecondsMax } from '../domain/hookLimits.ts'
import type { StaleReason } from '../domain/staleCode.ts'
import { isOn } from './ini.ts'

/** Whether opcache looks for changed files, and how soon; undefined when it does so in reasonable time. */
export function lateness(
  settings: ReadonlyMap<string, string>,
): Extract<StaleReason, { kind: 'timestamps-off' | 'timestamps-late' }> | undefined {
  if (!isOn(settings.get('opcache.validate_timestamps') ?? '1')) return { kind: 'timestamps-off' }
  const seconds = Number.parseInt(settings.get('opcache.revalidate_freq') ?? '2', 10) || 0
  return seconds > revalidateSecondsMax ? { kind: 'timestamps-late', seconds } : undefined
}
