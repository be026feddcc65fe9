import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { operationToJson } from '../src/cli/json/operation.ts'
import { confirmedName, renderPurge } from '../src/cli/purgeCommand.ts'
import { withStore } from '../src/cli/service.ts'
import { targetArgument, targetOf } from '../src/cli/target.ts'

export default class Purge extends BaseCommand {
  static override summary = 'remove the bytes of a content from the store for good'
  static override args = { target: targetArgument }
  static override flags = {
    yes: Flags.string({
      helpValue: 'HASH8',
      description: 'the first 8 digits of the hash: what a person would have to type',
    }),
  }
  static override examples = ['holdfast purge i1207', 'holdfast purge a71f02c9 --yes a71f02c9']

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(Purge)
    return await withStore(flags, async (holdfast, session) => {
      const plan = await holdfast.purgePlan(targetOf(args.target, session))
      const confirmed = await confirmedName(flags.yes, plan)
      const [path = null] = plan.files.items
      const report = await holdfast.purge({ oid: plan.oid, confirmed, path })
      session.print({
        screen: () => renderPurge(report),
        json: () => ({ operation: operationToJson(report.operation), hash: report.oid, size: report.size }),
        listing: null,
      })
      return 0
    })
  }
}
