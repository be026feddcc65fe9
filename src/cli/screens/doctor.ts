import type { DoctorReport, Examination } from '../../service/contract/doctor.ts'
import type { Screen } from '../output/screen.ts'
import { left, renderTable } from '../output/table.ts'
import { counted } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'

/** One line per thing that was looked at, the remedy under it, the answer last. --quiet leaves what needs a remedy. */
export function renderDoctor({ examinations }: DoctorReport, screen: Screen): readonly string[] {
  const shown = screen.detail === 'new' ? examinations.filter(({ state }) => state !== 'ok') : examinations
  const rows = shown.map(({ state, subject, finding, remedy }) => ({
    cells: [state, safeText(subject), safeText(finding)],
    notes: remedy === null ? [] : remedy.split('\n').map((line) => `-> ${safeText(line)}`),
  }))
  const table = renderTable([left('STATE'), left('WHAT'), left('FOUND')], rows, screen)
  if (screen.detail === 'new') return rows.length === 0 ? [] : table
  return [...table, '', answer(examinations)]
}

function answer(examinations: readonly Examination[]): string {
  const failed = examinations.filter(({ state }) => state === 'fail').length
  const warned = examinations.filter(({ state }) => state === 'warn').length
  if (failed > 0) return `${counted(failed, 'thing')} must change before holdfast works as it should.`
  if (warned > 0) return `It works; ${counted(warned, 'thing')} could be better.`
  return 'Everything is as it should be.'
}
