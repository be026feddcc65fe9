import { Args } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { commandWords } from '../src/cli/completion/commandWords.ts'
import { completionScript, shells } from '../src/cli/completion/script.ts'

export default class Completion extends BaseCommand {
  static override summary = 'a script that completes commands, flags and their values in a shell'
  static override hiddenAliases = ['completions']
  static override args = {
    shell: Args.string({
      ignoreStdin: true,
      required: true,
      options: [...shells],
      description: 'which shell',
    }),
  }
  static override examples = [
    'holdfast completion bash > /etc/bash_completion.d/holdfast',
    'holdfast completion fish > ~/.config/fish/completions/holdfast.fish',
  ]

  override async run(): Promise<ExitCode> {
    const { args } = await this.parse(Completion)
    const shell = shells.find((known) => known === args.shell) ?? 'bash'
    process.stdout.write(completionScript(shell, commandWords(this.config.commands)))
    return 0
  }
}
