import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { renderFsck } from '../src/cli/screens/fsck.ts'
import { withStore } from '../src/cli/service.ts'
import { exitCodeOf } from '../src/domain/errors.ts'

export default class Fsck extends BaseCommand {
  static override summary =
    'check the store: references, records and the chain of events; repairs nothing; ends with 12 on damage'
  static override hiddenAliases = ['check']
  static override flags = {
    'read-data': Flags.boolean({ description: 'also read every kept content and hash it again' }),
  }

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Fsck)
    const readData = flags['read-data'] ? 'all' : 'none'
    return await withStore(flags, async (holdfast, session) => {
      const report = await holdfast.fsck({ readData })
      session.print({
        screen: (screen) => renderFsck(report, readData, screen),
        json: () => report,
        listing: null,
      })
      return report.ok ? 0 : exitCodeOf.corrupt
    })
  }
}
