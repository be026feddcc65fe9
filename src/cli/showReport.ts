import type { SiteReport } from '../service/contract/report.ts'
import { renderReportPage } from './html/reportPage.ts'
import { incidentListing } from './json/incident.ts'
import { reportToJson } from './json/report.ts'
import { renderReport } from './screens/report.ts'
import type { Session } from './session.ts'

/** Prints one report; `html` is a form that only reports have. */
export function showReport(session: Session, report: SiteReport, form: 'html' | 'as-asked'): void {
  if (form === 'html') {
    process.stdout.write(renderReportPage(report, session.screen))
    return
  }
  session.print({
    screen: (screen) => renderReport(report, screen),
    json: () => reportToJson(report),
    listing: incidentListing(report.incidents),
  })
}
