import type { Incident } from '../../domain/incident.ts'
import type { Page } from '../../service/contract/page.ts'
import type { Screen } from '../output/screen.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { renderIncidents } from './incidents.ts'

/** The Files page: one row per incident, and how many there are in all. */
export function renderIncidentPage({ items, total }: Page<Incident>, screen: Screen): readonly string[] {
  const [first] = items
  if (first === undefined)
    return screen.detail === 'new' ? [] : [total === 0 ? 'No incidents.' : 'No more incidents.']
  const table = renderIncidents(items, screen)
  return screen.detail === 'new' ? table : [...table, '', pageLine(items.length, total, 'incident')]
}

/** `3 incidents`, or how many of them this page shows and how to see more. */
export function pageLine(shown: number, total: number, noun: string): string {
  if (shown === total) return counted(total, noun)
  return `${formatCount(shown)} of ${counted(total, noun)}; more with --limit and --offset`
}
