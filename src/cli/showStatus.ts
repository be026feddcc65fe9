import { hostname } from 'node:os'
import { HoldfastError } from '../domain/errors.ts'
import type { HeldStatus, StatusReport } from '../service/contract/status.ts'
import type { ExitCode } from './baseCommand.ts'
import { heldStatusToJson, statusToJson } from './json/status.ts'
import { renderHeldStatus } from './screens/heldStatus.ts'
import { renderStatus, titleLine } from './screens/status.ts'
import { holderOf, withOpenStore } from './service.ts'
import type { Session } from './session.ts'

/** Prints the status page, or what the holder of the store says of itself. Exit codes stay 0 unless asked for. */
export async function showStatus(
  session: Session,
  version: string,
  exit: 'zero' | 'by-findings',
): Promise<ExitCode> {
  try {
    return await withOpenStore(session, 'never', async (holdfast) => {
      const report = await holdfast.status()
      session.print({
        screen: (screen) => renderStatus(report, screen),
        json: () => statusToJson(report),
        listing: null,
      })
      return exit === 'zero' ? 0 : exitCodeByFindings(report)
    })
  } catch (error) {
    const held = await holderIfLocked(error, session)
    printHeld(session, held, version)
    return 0
  }
}

/** Answers the holder, or throws `error` again when the store is not held or the holder does not answer. */
async function holderIfLocked(error: unknown, session: Session): Promise<HeldStatus> {
  const isLocked = error instanceof HoldfastError && error.code === 'HF_STORE_LOCKED'
  const held = isLocked ? await holderOf(session) : undefined
  if (held === undefined) throw error
  return held
}

function printHeld(session: Session, held: HeldStatus, version: string): void {
  const at = session.clock.now()
  session.print({
    screen: (screen) => [
      titleLine({ host: hostname(), version, at }, screen),
      ...renderHeldStatus(held, at, screen),
    ],
    json: () => heldStatusToJson(held),
    listing: null,
  })
}

function exitCodeByFindings({ roots, incidents }: StatusReport): ExitCode {
  if (incidents.infected > 0) return 1
  return roots.some(({ undecided }) => undecided > 0) ? 3 : 0
}
