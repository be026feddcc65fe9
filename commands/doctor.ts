import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { doctorListing } from '../src/cli/json/doctor.ts'
import { renderDoctor } from '../src/cli/screens/doctor.ts'
import { examine } from '../src/cli/service.ts'
import { startSession } from '../src/cli/session.ts'
import { exitCodeOf } from '../src/domain/errors.ts'

export default class Doctor extends BaseCommand {
  static override summary =
    'whether this machine has all that holdfast needs, with a remedy for what it lacks; ends with 2 when something fails'

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Doctor)
    const session = startSession(flags)
    const report = await examine(session)
    session.print({
      screen: (screen) => renderDoctor(report, screen),
      json: () => ({ ok: report.ok, items: report.examinations }),
      listing: doctorListing(report),
    })
    return report.ok ? 0 : exitCodeOf.environment
  }
}
