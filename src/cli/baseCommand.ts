import { Command } from '@oclif/core'
import type { Holdfast } from '../service/contract.ts'
import { globalFlags } from './flags.ts'
import type { GlobalFlags } from './flags.ts'
import { startSession } from './session.ts'
import type { Session } from './session.ts'

/** The exit code of a run that came to its end (docs/CLI.md); failures are thrown. */
export type ExitCode = number

/** Every command: flags, one call of the service, one answer. */
export abstract class BaseCommand extends Command {
  static override baseFlags = globalFlags

  abstract override run(): Promise<ExitCode>

  /** Failures go to main() as they are, which knows the exit codes and prints them. */
  protected override catch(error: Error): Promise<never> {
    return Promise.reject(error)
  }
}

/** Opens the store for one use and closes it whatever happens. The service is loaded here so that --help stays cheap. */
export async function withStore(
  flags: GlobalFlags,
  use: (holdfast: Holdfast, session: Session) => Promise<ExitCode>,
): Promise<ExitCode> {
  const session = startSession(flags)
  return await withOpenStore(session, 'never', async (holdfast) => await use(holdfast, session))
}

export async function withOpenStore<Result>(
  session: Session,
  create: 'never' | 'when-absent',
  use: (holdfast: Holdfast) => Promise<Result>,
): Promise<Result> {
  const { openHoldfast } = await import('../service/openHoldfast.ts')
  const holdfast = await openHoldfast({ ...session.open, create })
  try {
    return await use(holdfast)
  } finally {
    await holdfast.close()
  }
}
