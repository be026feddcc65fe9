import { resolve } from 'node:path'
import { Args } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { renderBackup } from '../src/cli/screens/backup.ts'
import { backUp } from '../src/cli/service.ts'
import { startSession } from '../src/cli/session.ts'

export default class Backup extends BaseCommand {
  static override summary = 'copy the store, check the copy, and put it in the place of the backup before'
  static override args = {
    directory: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'where to; new, empty, or an earlier backup of this store',
    }),
  }
  static override examples = ['holdfast backup /backup/holdfast']

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(Backup)
    const session = startSession(flags)
    const report = await backUp(session, resolve(session.cwd, args.directory))
    session.print({ screen: () => renderBackup(report), json: () => report, listing: null })
    return 0
  }
}
