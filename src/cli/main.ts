import { run, settings } from '@oclif/core'
import { systemCode } from '../domain/errors.ts'
import { normaliseArguments, wantsJson } from './arguments.ts'
import type { ExitCode } from './baseCommand.ts'
import { ownCommands } from './ownCommands.ts'
import { reportFailure } from './reportFailure.ts'
import { asUsageError } from './usage.ts'

/**
 * Runs one command line and answers its exit code. `entry` is the URL of the started file in bin/: oclif finds
 * package.json from there.
 */
export async function main(argv: readonly string[], entry: string): Promise<ExitCode> {
  // A reader that has seen enough (`| head`) closes the pipe; what was done stays done and there is nobody to tell.
  process.stdout.on('error', ignoreClosedPipe)
  process.stderr.on('error', ignoreClosedPipe)
  // NODE_ENV=development or test would make oclif load the TypeScript sources of a checkout beside the build.
  settings.enableAutoTranspile ??= false
  const words = normaliseArguments(argv)
  try {
    const exitCode: unknown = await run(words, ownCommands(entry))
    return typeof exitCode === 'number' ? exitCode : 0
  } catch (error) {
    return reportFailure(await asUsageError(error, words, entry), wantsJson(argv) ? 'json' : 'text')
  }
}

function ignoreClosedPipe(error: Error): void {
  if (systemCode(error) !== 'EPIPE') throw error
}
