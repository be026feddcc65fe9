import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { pageFlags, periodFlags, userFlag } from '../../src/cli/flags.ts'
import { operationListing, operationToJson } from '../../src/cli/json/operation.ts'
import { operationQuery } from '../../src/cli/operationQuery.ts'
import { renderOperations } from '../../src/cli/screens/operations.ts'
import { withStore } from '../../src/cli/service.ts'
import { operationKinds } from '../../src/domain/operation.ts'

export default class OperationList extends BaseCommand {
  static override summary = 'everything that holdfast changed, newest first'
  static override hiddenAliases = ['op:list']
  static override args = {
    target: Args.string({
      ignoreStdin: true,
      description: 'a file, or all below a directory [default: all]',
    }),
  }
  static override flags = {
    ...pageFlags,
    ...periodFlags,
    ...userFlag,
    kind: Flags.option({ options: operationKinds, multiple: true, multipleNonGreedy: true })({
      description: 'only operations of this kind',
    }),
    expiring: Flags.string({
      helpValue: 'TIME',
      description: 'only what can be undone no longer than this (2d), the next to end first',
    }),
    search: Flags.string({ helpValue: 'TEXT', description: 'only paths that contain TEXT' }),
  }
  static override examples = ['holdfast operation list --user alice', 'holdfast operation list --expiring 2d']

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(OperationList)
    return await withStore(flags, async (holdfast, session) => {
      const page = await holdfast.operationList(operationQuery(flags, args.target, session))
      session.print({
        screen: (screen) => renderOperations(page, screen),
        json: () => ({ items: page.items.map(operationToJson), total: page.total }),
        listing: operationListing(page.items),
      })
      return 0
    })
  }
}
