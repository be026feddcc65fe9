import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { renderAudit } from '../../src/cli/screens/audit.ts'
import { withStore } from '../../src/cli/service.ts'
import { exitCodeOf } from '../../src/domain/errors.ts'

export default class AuditVerify extends BaseCommand {
  static override summary =
    'follow the chain of events from the first to the newest; ends with 12 when it is broken'

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(AuditVerify)
    return await withStore(flags, async (holdfast, session) => {
      const report = await holdfast.auditVerify()
      session.print({
        screen: (screen) => renderAudit(report, screen),
        json: () => report,
        listing: null,
      })
      return report.ok ? 0 : exitCodeOf.corrupt
    })
  }
}
