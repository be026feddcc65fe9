import { actions, defaultActions } from '../domain/action.ts'
import { HoldfastError } from '../domain/errors.ts'
import type { ScanRequest } from '../service/contract/scan.ts'
import type { ExitCode } from './baseCommand.ts'
import type { GlobalFlags } from './flags.ts'
import { reportFailure } from './reportFailure.ts'
import { runScan, type ScanWishes } from './runScan.ts'
import { styledExitCode } from './scanExit.ts'
import type { ExitStyle } from './scanExit.ts'
import { startSession } from './session.ts'
import type { Session } from './session.ts'

/** The flags of `scan` as oclif hands them over. */
export interface ScanFlags extends GlobalFlags {
  readonly reread: boolean
  readonly rejudge: boolean
  readonly exclude?: readonly string[] | undefined
  readonly 'follow-mounts': boolean
  readonly 'accept-root': boolean
  readonly workers?: number | undefined
  readonly 'low-memory': boolean
  readonly 'fail-on': 'malicious' | 'suspicious'
  readonly 'exit-style': ExitStyle
  readonly recursive: boolean
  readonly move?: string | undefined
  readonly act: boolean
  readonly action?: (typeof scanActions)[number] | undefined
  readonly 'max-files'?: number | undefined
}

/** What `scan --action` takes: a command, or one of the default actions. */
export const scanActions = [...new Set([...actions, ...defaultActions])] as const

/** `scan`: a failure of the scan itself has the exit code of the chosen style too, as 2 means hits to some scripts. */
export async function scanCommand(flags: ScanFlags, paths: readonly string[]): Promise<ExitCode> {
  const style = flags['exit-style']
  if (style === 'holdfast') return await scanPaths(flags, paths)
  try {
    return await scanPaths(flags, paths)
  } catch (error) {
    const isJson = flags.json || flags.format === 'json' || flags.format === 'ndjson'
    return styledExitCode(reportFailure(error, isJson ? 'json' : 'text'), style, [])
  }
}

async function scanPaths(flags: ScanFlags, paths: readonly string[]): Promise<ExitCode> {
  if (flags.move !== undefined) {
    throw new HoldfastError('HF_USAGE', 'a scan moves no files', {
      hint: 'use: holdfast scan PATH --action quarantine, or holdfast quarantine TARGET',
    })
  }
  if (flags.recursive) {
    process.stderr.write(
      'holdfast: -r is not needed: a directory is always scanned with everything below it\n',
    )
  }
  const session = startSession(flags)
  return await runScan(session, {
    request: requestOf(flags, paths, session),
    failOn: flags['fail-on'],
    style: flags['exit-style'],
    progress: flags['no-progress'] || flags.quiet ? 'hidden' : 'shown',
    act: actOf(flags),
  })
}

/** A limit without an action is a slip: the scan would only report. HF_USAGE. */
function actOf({ act, action, 'max-files': maxFiles }: ScanFlags): ScanWishes['act'] {
  if (act || action !== undefined) return { action: action ?? 'configured', maxFiles: maxFiles ?? null }
  if (maxFiles === undefined) return null
  throw new HoldfastError('HF_USAGE', '--max-files is for a scan that acts', { hint: 'add --act' })
}

function requestOf(flags: ScanFlags, paths: readonly string[], session: Session): ScanRequest {
  return {
    paths: paths.map(session.bytesOf),
    cwd: session.cwd,
    cause: 'on-demand',
    distrust: flags.reread ? 'index' : flags.rejudge ? 'verdicts' : 'nothing',
    excludes: flags.exclude ?? [],
    mounts: flags['follow-mounts'] ? 'follow' : 'stay',
    workers: flags.workers ?? null,
    memory: flags['low-memory'] ? 'low' : 'normal',
    changedRoot: flags['accept-root'] ? 'accept' : 'refuse',
  }
}
