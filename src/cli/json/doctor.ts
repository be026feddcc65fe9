import type { DoctorReport } from '../../service/contract/doctor.ts'
import type { Listing } from '../output/answer.ts'
import { safeText } from '../text/safeText.ts'

export function doctorListing({ examinations }: DoctorReport): Listing {
  return {
    columns: ['state', 'subject', 'finding', 'remedy'],
    rows: () =>
      examinations.map(({ state, subject, finding, remedy }) => [
        state,
        safeText(subject),
        safeText(finding),
        remedy === null ? null : safeText(remedy),
      ]),
    items: () => examinations,
    paths: null,
  }
}
