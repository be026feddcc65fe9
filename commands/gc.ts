import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { keptToJson } from '../src/cli/json/gc.ts'
import { renderGc, renderGcQuietly, renderKept } from '../src/cli/screens/gc.ts'
import { withStore } from '../src/cli/service.ts'

export default class Gc extends BaseCommand {
  static override summary = 'remove what is past its time and what nothing refers to any more'
  static override hiddenAliases = ['prune', 'forget']
  static override flags = {
    'dry-run': Flags.boolean({ description: 'count it, and change nothing' }),
    explain: Flags.string({
      helpValue: 'HASH',
      exclusive: ['dry-run', 'accept-clock'],
      description: 'what keeps this content in the store',
    }),
    'accept-clock': Flags.boolean({
      exclusive: ['dry-run'],
      description: 'the clock of this machine is right, although it jumped',
    }),
  }

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Gc)
    return await withStore(flags, async (holdfast, session) => {
      if (flags.explain !== undefined) {
        const kept = await holdfast.gcExplain(flags.explain)
        session.print({
          screen: (screen) => renderKept(kept, screen),
          json: () => keptToJson(kept),
          listing: null,
        })
        return 0
      }
      const mode = flags['dry-run'] ? 'preview' : 'remove'
      const report = await holdfast.gc({ mode, clock: flags['accept-clock'] ? 'accept' : 'check' })
      session.print({
        screen: ({ detail }) => (detail === 'new' ? renderGcQuietly(report) : renderGc(report)),
        json: () => report,
        listing: null,
      })
      return 0
    })
  }
}
