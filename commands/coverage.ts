import { Args } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { coverageListing, coverageToJson } from '../src/cli/json/coverage.ts'
import { renderCoverage } from '../src/cli/screens/coverage.ts'
import { withStore } from '../src/cli/service.ts'
import { exitCodeOf } from '../src/domain/errors.ts'

export default class Coverage extends BaseCommand {
  static override summary =
    'what was and what was not looked at, and why; ends with 3 when something of it is open'
  static override args = {
    path: Args.string({ ignoreStdin: true, description: 'directory or file [default: every root]' }),
  }
  static override examples = ['holdfast coverage', 'holdfast coverage /home/bob']

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(Coverage)
    return await withStore(flags, async (holdfast, session) => {
      const path = args.path === undefined ? null : session.bytesOf(args.path)
      const report = await holdfast.coverage({ path, cwd: session.cwd })
      session.print({
        screen: (screen) => renderCoverage(report, screen),
        json: () => coverageToJson(report),
        listing: coverageListing(report),
      })
      return report.open ? exitCodeOf.incomplete : 0
    })
  }
}
