import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { putBackFlags, putBackTerms } from '../src/cli/putBackFlags.ts'
import { withStore } from '../src/cli/service.ts'
import { untilStopped } from '../src/cli/stopSignal.ts'
import { operationsOf, printUndo } from '../src/cli/undoCommand.ts'

export default class Undo extends BaseCommand {
  static override summary = 'reverse operations: put back what was taken away, take away what was put there'
  static override strict = false
  static override args = {
    operation: Args.string({ ignoreStdin: true, description: 'operation ids (o88)' }),
  }
  static override usage = 'undo OPERATION... [flags]'
  static override flags = {
    ...putBackFlags,
    rule: Flags.string({ helpValue: 'R', description: 'all that only this rule asked for' }),
    'dry-run': Flags.boolean({ description: 'list what would be undone, and change nothing' }),
  }
  static override examples = ['holdfast undo o88 o89', 'holdfast undo --rule HF-INJ-0042 --dry-run']

  override async run(): Promise<ExitCode> {
    const { flags, argv } = await this.parse(Undo)
    const operations = operationsOf(argv.map(String), flags.rule)
    const mode = flags['dry-run'] ? 'list' : 'do'
    return await withStore(
      flags,
      async (holdfast, session) =>
        await untilStopped(async (signal) => {
          const report = await holdfast.undo({ operations, mode, ...putBackTerms(flags) }, signal)
          return printUndo(session, report, mode)
        }),
    )
  }
}
