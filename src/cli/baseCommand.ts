import { Command } from '@oclif/core'
import { globalFlags } from './flags.ts'

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
