import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { ignoreRequest, undoCaused } from '../../src/cli/ignoreCommand.ts'
import { ignoreChangeToJson } from '../../src/cli/json/ignore.ts'
import { reasonFlag } from '../../src/cli/keepFlags.ts'
import { renderIgnoreChange } from '../../src/cli/screens/ignores.ts'
import { withStore } from '../../src/cli/service.ts'
import { untilStopped } from '../../src/cli/stopSignal.ts'
import { printUndo } from '../../src/cli/undoCommand.ts'

export default class IgnoreAdd extends BaseCommand {
  static override summary = 'leave a file, a directory, a content or a rule out of lists and actions'
  static override args = {
    target: Args.string({
      ignoreStdin: true,
      description: 'incident id (i12), file, directory, or SHA-256; left out: the rule everywhere',
    }),
  }
  static override flags = {
    content: Flags.boolean({ description: 'the content of the file, on all accounts' }),
    rule: Flags.string({ helpValue: 'R', description: 'only this rule: a number or a reason code' }),
    pattern: Flags.string({ helpValue: 'GLOB', description: 'with --rule: only paths like this' }),
    ...reasonFlag,
    expires: Flags.string({ helpValue: 'TIME', description: 'for so long (30d), or until a date' }),
    undo: Flags.boolean({ description: 'also reverse what was done only because of this' }),
  }
  static override examples = [
    'holdfast ignore add i1208 --reason "our own tool" --undo',
    'holdfast ignore add --rule 301 --pattern "**/cache/**" --expires 30d',
  ]

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(IgnoreAdd)
    return await withStore(
      flags,
      async (holdfast, session) =>
        await untilStopped(async (signal) => {
          const change = await holdfast.ignoreAdd(ignoreRequest(flags, args.target, session))
          const undone = flags.undo ? await undoCaused(holdfast, change, signal) : null
          if (undone !== null) return printUndo(session, undone, 'do')
          session.print({
            screen: () => renderIgnoreChange(change, 'added'),
            json: () => ignoreChangeToJson(change),
            listing: null,
          })
          return 0
        }),
    )
  }
}
