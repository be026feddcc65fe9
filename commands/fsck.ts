import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { dataToCheck } from '../src/cli/readData.ts'
import { renderFsck } from '../src/cli/screens/fsck.ts'
import { checkStore } from '../src/cli/service.ts'
import { startSession } from '../src/cli/session.ts'
import { exitCodeOf } from '../src/domain/errors.ts'

export default class Fsck extends BaseCommand {
  static override summary =
    'check the store: files, records, references and the chain of events; ends with 12 while there is damage'
  static override hiddenAliases = ['check']
  static override flags = {
    'read-data': Flags.string({
      helpValue: '[N%]',
      description: 'also read kept contents and hash them again: all, or the next N percent',
    }),
    repair: Flags.boolean({
      description:
        'put right what follows from what is whole: the index, lists and lost contents that are still on disk',
    }),
  }

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Fsck)
    const repair = flags.repair ? 'derivable' : 'nothing'
    const readData = dataToCheck(flags['read-data'], repair)
    const session = startSession(flags)
    const report = await checkStore(session, { readData, repair })
    session.print({
      screen: (screen) => renderFsck(report, { readData, repair }, screen),
      json: () => report,
      listing: null,
    })
    return report.ok ? 0 : exitCodeOf.corrupt
  }
}
