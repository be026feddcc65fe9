import type { ServiceContext } from './context.ts'
import type { ScanProgress, ScanReport, ScanRequest, ScanRun } from './contract/scan.ts'
import { HoldfastError } from '../domain/errors.ts'
import { progressChannel } from './progressChannel.ts'

/** Starts a scan; the run goes on whether or not anybody listens to its progress. Only a scan loads the scanner. */
export function startScan(context: ServiceContext, request: ScanRequest, signal: AbortSignal): ScanRun {
  const channel = progressChannel<ScanProgress>()
  const watch = { signal, report: channel.push }
  const result = context.gate
    .shared(async () => await (await import('./scan.ts')).scan(context, request, watch))
    .then(async (report) => {
      if (request.cause === 'scheduled') await collectAfter(context, report)
      return report
    })
    .finally(channel.end)
  return { progress: channel.items, result }
}

/** What is past its time goes at the end of every scheduled scan. That it cannot is no fault of the scan: `status` says so. */
async function collectAfter(context: ServiceContext, { scan }: ScanReport): Promise<void> {
  if (scan.outcome === 'interrupted') return
  const { gcAfterScan } = await import('./gc/runGc.ts')
  try {
    await gcAfterScan(context)
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind === 'bug') throw error
  }
}
