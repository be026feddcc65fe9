import { Config, Errors } from '@oclif/core'
import { HoldfastError } from '../domain/errors.ts'
import { nearestName } from '../domain/nearest.ts'
import { ownCommands } from './ownCommands.ts'

/**
 * What oclif refuses, in our words: the mistake on one line and the command that explains more. Everything else is
 * answered as it is. `words` is the command line; `entry` as in main().
 */
export async function asUsageError(
  error: unknown,
  words: readonly string[],
  entry: string,
): Promise<unknown> {
  if (!(error instanceof Errors.CLIError)) return error
  const ids = commandIds(await Config.load(ownCommands(entry)))
  const command = ids.find((id) => id.every((part, index) => words[index] === part))
  if (command === undefined) return unknownCommand(words, ids)
  return new HoldfastError('HF_USAGE', mistakeOf(error), {
    facts: { command: command.join(' ') },
    hint: `see: holdfast ${command.join(' ')} --help`,
    cause: error,
  })
}

/** Every name of every command as words, the longest first. */
function commandIds(config: Config): readonly (readonly string[])[] {
  const names = config.commands.flatMap(({ id, aliases, hiddenAliases }) => [
    id,
    ...aliases,
    ...hiddenAliases,
  ])
  return names.map((name) => name.split(':')).sort((a, b) => b.length - a.length)
}

function unknownCommand(words: readonly string[], ids: readonly (readonly string[])[]): HoldfastError {
  const [topic = '', name = ''] = words
  const below = ids.filter((id) => id.length > 1 && id[0] === topic)
  const typed = below.length > 0 ? `${topic} ${name}` : topic
  const candidates = below.length > 0 ? below : ids
  const nearest = nearestName(typed, [...new Set(candidates.map((id) => id.join(' ')))])
  return new HoldfastError('HF_USAGE', `there is no command ${JSON.stringify(typed)}`, {
    facts: { command: typed },
    hint: nearest === undefined ? 'see: holdfast --help' : `did you mean: holdfast ${nearest}`,
  })
}

/** oclif's first line, or for missing arguments their names, which it puts into a table. */
function mistakeOf(error: Error): string {
  const missing = 'args' in error && Array.isArray(error.args) ? error.args.flatMap(describeArgument) : []
  if (missing.length > 0) return `missing: ${missing.join(', ')}`
  const [first = ''] = error.message.split('\n')
  return first.slice(0, 1).toLowerCase() + first.slice(1)
}

function describeArgument(argument: unknown): readonly string[] {
  if (typeof argument !== 'object' || argument === null || !('name' in argument)) return []
  const description = 'description' in argument ? ` (${String(argument.description)})` : ''
  return [`${String(argument.name).toUpperCase()}${description}`]
}
