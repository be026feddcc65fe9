import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { pageFlags, periodFlags, userFlag } from '../src/cli/flags.ts'
import { historyQuery } from '../src/cli/historyQuery.ts'
import { historyListing, historyToJson } from '../src/cli/json/history.ts'
import { renderHistory } from '../src/cli/screens/history.ts'
import { withOpenStore } from '../src/cli/service.ts'
import { startSession } from '../src/cli/session.ts'
import { causes, eventNames } from '../src/domain/event.ts'

export default class History extends BaseCommand {
  static override summary = 'events and contents, newest first: of a file, of a directory, or of everything'
  static override args = {
    path: Args.string({
      ignoreStdin: true,
      description: 'incident id, path, or SHA-256 [default: everything]',
    }),
  }
  static override flags = {
    ...pageFlags,
    ...periodFlags,
    ...userFlag,
    events: Flags.boolean({ exclusive: ['contents'], description: 'only the events of the journal' }),
    contents: Flags.boolean({
      description: 'only the contents, from the snapshots (also: holdfast log PATH)',
    }),
    event: Flags.option({ options: eventNames, multiple: true, multipleNonGreedy: true })({
      description: 'only events of this kind',
    }),
    cause: Flags.option({ options: causes, multiple: false })({
      description: 'only what came about this way',
    }),
  }
  static override examples = [
    'holdfast history i1207',
    'holdfast history --user alice --since 2d',
    'holdfast log index.php',
  ]

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(History)
    const session = startSession(flags)
    const query = historyQuery(flags, args.path, session)
    return await withOpenStore(session, 'never', async (holdfast) => {
      const report = await holdfast.history(query)
      session.print({
        screen: (screen) => renderHistory(report, screen),
        json: () => historyToJson(report),
        listing: historyListing(report.items),
      })
      return 0
    })
  }
}
