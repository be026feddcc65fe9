import { displayPath } from '../../domain/displayPath.ts'
import { formatIncidentId } from '../../domain/incident.ts'
import type { Incident } from '../../domain/incident.ts'
import type { SiteReport } from '../../service/contract/report.ts'
import type { Screen } from '../output/screen.ts'
import { incidentSentences } from '../screens/incidents.ts'
import { reportAnswer, reportGaps, reportProof, reportTitle } from '../screens/report.ts'
import { titleLine } from '../screens/status.ts'
import { statusWords } from '../screens/words.ts'
import { formatCount } from '../text/numbers.ts'
import { safeExcerpt } from '../text/safeContent.ts'
import { safeText } from '../text/safeText.ts'
import { html, type Markup } from './markup.ts'

/**
 * One HTML file that needs nothing else: no scripts, no pictures, no links; the browser is told to load nothing, so that
 * even a mistake in here could not make it.
 */
export function renderReportPage(report: SiteReport, screen: Screen): string {
  const title = reportTitle(report.scope)
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ html: style }}</style>
</head>
<body>
<h1>${title}</h1>
<p>${titleLine(report, screen)}</p>
<p class="answer">${reportAnswer(report)}</p>
${incidentTable(report, screen)}
${[...reportGaps(report, screen), ...reportProof(report)].map((sentence) => html`<p>${sentence}</p>\n`)}
</body>
</html>
`
  return page.html
}

function incidentTable({ incidents, total }: SiteReport, screen: Screen): Markup {
  const [newest] = incidents
  if (newest === undefined) return html`<p>No incidents.</p>`
  const zone = screen.zone(newest.openedAt)
  const shown =
    total > incidents.length ? `${formatCount(incidents.length)} of ${formatCount(total)} shown.` : ''
  return html`<table>
<thead><tr><th>ID</th><th>Found (${zone})</th><th>File</th><th>Account</th><th>Reason</th><th>Status</th></tr></thead>
${incidents.map((incident) => incidentRows(incident, screen))}</table>
<p>${shown}</p>`
}

function incidentRows(incident: Incident, screen: Screen): Markup {
  const { id, openedAt, path, owner, reason, status, oid, size, finding } = incident
  const excerpts = finding.evidence.map(({ excerpt }) => safeExcerpt(Buffer.from(excerpt, 'base64')))
  return html`<tbody class="${status}">
<tr><td>${formatIncidentId(id)}</td><td>${screen.time(openedAt, 'minute')}</td><td class="file">${displayPath(path)}</td>
<td>${displayPath(owner)}</td><td>${safeText(reason)}</td><td>${statusWords[status]}</td></tr>
<tr><td></td><td colspan="5">${incidentSentences(incident, screen).map((sentence) => html`<p>${sentence}</p>`)}
${excerpts.map((excerpt) => html`<pre>${excerpt}</pre>`)}<p class="hash">${formatCount(size)} bytes, sha256 ${oid}</p></td></tr>
</tbody>
`
}

const style = `
body { font: 14px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem } .answer { font-size: 1.1rem; font-weight: 600 }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem }
thead { border-bottom: 2px solid #1a1a1a } tbody { border-bottom: 1px solid #bbb; break-inside: avoid }
tbody.infected td:first-child { border-left: 4px solid #b00020 }
tbody.suspicious td:first-child { border-left: 4px solid #b36b00 }
td p { margin: .1rem 0 } .file, pre, .hash { overflow-wrap: anywhere }
pre { white-space: pre-wrap; background: #f4f4f4; padding: .25rem .5rem; margin: .25rem 0 }
.file, pre, .hash { font-family: ui-monospace, monospace; font-size: .9em }
@media print { body { margin: 0; max-width: none; font-size: 11px } thead { display: table-header-group } pre { background: none; border: 1px solid #bbb } }
`
