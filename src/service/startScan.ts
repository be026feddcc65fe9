import type { ServiceContext } from './context.ts'
import type { ScanProgress, ScanRequest, ScanRun } from './contract/scan.ts'
import { progressChannel } from './progressChannel.ts'

/** Starts a scan; the run goes on whether or not anybody listens to its progress. Only a scan loads the scanner. */
export function startScan(context: ServiceContext, request: ScanRequest, signal: AbortSignal): ScanRun {
  const channel = progressChannel<ScanProgress>()
  const result = import('./scan.ts')
    .then(async ({ scan }) => await scan(context, request, { signal, report: channel.push }))
    .finally(channel.end)
  return { progress: channel.items, result }
}
