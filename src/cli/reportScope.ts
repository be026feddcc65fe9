import { HoldfastError } from '../domain/errors.ts'
import type { ReportScope } from '../service/contract/report.ts'
import { parseNumberedId } from './flags.ts'
import { bytesAsText } from './incidentQuery.ts'
import type { Session } from './session.ts'

export interface ReportWords {
  readonly scan: string | undefined
  readonly user: string | undefined
}

export function reportScope({ scan, user }: ReportWords, session: Session): ReportScope {
  if (scan !== undefined && user !== undefined) {
    throw new HoldfastError('HF_USAGE', 'a report is about one scan or about one account', {
      hint: 'leave out one of them; the incidents of both: holdfast list --scan s12 --user alice',
    })
  }
  if (scan !== undefined) return { kind: 'scan', scan: parseNumberedId(scan, 's') }
  return user === undefined ? { kind: 'store' } : { kind: 'account', owner: bytesAsText(user, session) }
}
