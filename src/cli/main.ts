import { Config, Errors, run } from '@oclif/core'
import { HoldfastError, systemCode } from '../domain/errors.ts'
import { nearestName } from '../domain/nearest.ts'
import { normaliseArguments, wantsJson } from './arguments.ts'
import { reportFailure } from './reportFailure.ts'

/**
 * Runs one command line and answers its exit code. `entry` is the URL of the started file in bin/: oclif finds
 * package.json from there.
 */
export async function main(argv: readonly string[], entry: string): Promise<number> {
  // A reader that has seen enough (`| head`) closes the pipe; what was done stays done and there is nobody to tell.
  process.stdout.on('error', ignoreClosedPipe)
  process.stderr.on('error', ignoreClosedPipe)
  const words = normaliseArguments(argv)
  try {
    const exitCode: unknown = await run(words, entry)
    return typeof exitCode === 'number' ? exitCode : 0
  } catch (error) {
    return reportFailure(await namingTheCommand(error, words, entry), wantsJson(argv) ? 'json' : 'text')
  }
}

function ignoreClosedPipe(error: Error): void {
  if (systemCode(error) !== 'EPIPE') throw error
}

/** What oclif says of an unknown command names no way on; only then the command table is loaded again. */
async function namingTheCommand(error: unknown, words: readonly string[], entry: string): Promise<unknown> {
  const [command] = words
  if (!(error instanceof Errors.CLIError) || command === undefined) return error
  const config = await Config.load(entry)
  const known = [...config.commandIDs, ...config.topics.map((topic) => topic.name)]
  if (known.some((id) => id.split(':')[0] === command) || isAlias(config, command)) return error
  const nearest = nearestName(command, [...new Set(known.map((id) => id.split(':')[0] ?? id))])
  return new HoldfastError('HF_USAGE', `there is no command ${JSON.stringify(command)}`, {
    facts: { command },
    hint: nearest === undefined ? 'see: holdfast --help' : `did you mean: holdfast ${nearest}`,
  })
}

function isAlias(config: Config, command: string): boolean {
  return config.commands.some(({ aliases }) => aliases.some((alias) => alias.split(':')[0] === command))
}
