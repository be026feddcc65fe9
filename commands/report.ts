import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { userFlag } from '../src/cli/flags.ts'
import { formats } from '../src/cli/output/render.ts'
import { reportScope } from '../src/cli/reportScope.ts'
import { showReport } from '../src/cli/showReport.ts'
import { withOpenStore } from '../src/cli/service.ts'
import { startSession } from '../src/cli/session.ts'

export default class Report extends BaseCommand {
  static override summary =
    'a page to send: what is open in the store, what one scan found, or all of one account'
  static override args = {
    scan: Args.string({
      ignoreStdin: true,
      description: 'scan, like s12 [default: everything that is open]',
    }),
  }
  static override flags = {
    ...userFlag,
    format: Flags.option({ options: [...formats, 'html'] as const, multiple: false })({
      description: 'how to print the answer; html is one page without scripts',
      exclusive: ['json'],
    }),
  }
  static override examples = [
    'holdfast report --format html > report.html',
    'holdfast report s212',
    'holdfast report --user alice',
  ]

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(Report)
    // The flag of every command knows no html; here both meet.
    const asked: string | undefined = flags.format
    const form = asked === 'html' ? 'html' : 'as-asked'
    const session = startSession(form === 'html' ? { ...flags, format: undefined } : flags)
    const scope = reportScope({ scan: args.scan, user: flags.user }, session)
    return await withOpenStore(session, 'never', async (holdfast) => {
      showReport(session, await holdfast.report(scope), form)
      return 0
    })
  }
}
