import type { Command } from '@oclif/core'

/** One command as a shell completes it. */
export interface CommandWords {
  /** `snapshot list`: one or two words. */
  readonly name: string
  readonly summary: string
  readonly flags: readonly FlagWords[]
  /** The values an argument takes; empty when it takes paths or ids. */
  readonly choices: readonly string[]
}

export interface FlagWords {
  /** With the dashes. */
  readonly name: string
  readonly description: string
  readonly value: 'none' | 'any' | readonly string[]
}

/** Every command under every name it answers to, by name. Hidden flags are not offered. */
export function commandWords(commands: readonly Command.Loadable[]): readonly CommandWords[] {
  return commands
    .flatMap((command) =>
      [command.id, ...command.aliases, ...command.hiddenAliases].map((id) => wordsOf(id, command)),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function wordsOf(id: string, { summary, flags, args }: Command.Loadable): CommandWords {
  return {
    name: id.replaceAll(':', ' '),
    summary: summary ?? '',
    flags: Object.values(flags).filter(isOffered).map(flagWords),
    choices: Object.values(args).flatMap(({ options }) => options ?? []),
  }
}

type Flag = Command.Loadable['flags'][string]

function isOffered({ hidden }: Flag): boolean {
  return hidden !== true
}

function flagWords(flag: Flag): FlagWords {
  const { name, description, type } = flag
  const value = type === 'boolean' ? 'none' : (flag.options ?? 'any')
  return { name: `--${name}`, description: description ?? '', value }
}
