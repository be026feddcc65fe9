import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { pageFlags, periodFlags, userFlag } from '../src/cli/flags.ts'
import { incidentQuery } from '../src/cli/incidentQuery.ts'
import { incidentListing, incidentToJson } from '../src/cli/json/incident.ts'
import { renderIncidentPage } from '../src/cli/screens/list.ts'
import { withOpenStore } from '../src/cli/service.ts'
import { startSession } from '../src/cli/session.ts'
import { incidentStatuses } from '../src/domain/incident.ts'

export default class List extends BaseCommand {
  static override summary = 'the files that are infected or suspicious; with --status also those that were'
  static override hiddenAliases = ['files:list', 'malware:list']
  static override flags = {
    ...pageFlags,
    ...periodFlags,
    ...userFlag,
    status: Flags.option({ options: incidentStatuses, multiple: true, multipleNonGreedy: true })({
      description: 'only incidents in this state [default: the open ones]',
    }),
    rule: Flags.string({ helpValue: 'R', description: 'only this rule: a number or a reason code' }),
    hash: Flags.string({ helpValue: 'H', description: 'only this content (SHA-256 or its first digits)' }),
    scan: Flags.string({ helpValue: 's12', description: 'only what this scan opened' }),
    search: Flags.string({ helpValue: 'TEXT', description: 'only paths that contain TEXT' }),
  }
  static override examples = ['holdfast list', 'holdfast list --status infected --user alice --format csv']

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(List)
    const session = startSession(flags)
    const query = incidentQuery(flags, session)
    return await withOpenStore(session, 'never', async (holdfast) => {
      const page = await holdfast.list(query)
      session.print({
        screen: (screen) => renderIncidentPage(page, screen),
        json: () => ({ items: page.items.map(incidentToJson), total: page.total }),
        listing: incidentListing(page.items),
      })
      return 0
    })
  }
}
