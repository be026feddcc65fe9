import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { holdSubject } from '../../src/cli/holdCommand.ts'
import { holdToJson } from '../../src/cli/json/hold.ts'
import { reasonFlag } from '../../src/cli/keepFlags.ts'
import { renderHoldChange } from '../../src/cli/screens/holds.ts'
import { withStore } from '../../src/cli/service.ts'

export default class HoldAdd extends BaseCommand {
  static override summary = 'let nothing of a file, directory, content, scan or account expire or be purged'
  static override args = {
    target: Args.string({ ignoreStdin: true, description: 'incident id (i12), path, or SHA-256' }),
  }
  static override flags = {
    scan: Flags.string({ helpValue: 's12', description: 'what this scan found and recorded' }),
    user: Flags.string({ helpValue: 'ACCOUNT', description: 'everything of this account' }),
    ...reasonFlag,
  }
  static override examples = [
    'holdfast hold add i1207 --reason "case 2026-11"',
    'holdfast hold add --user alice',
  ]

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(HoldAdd)
    return await withStore(flags, async (holdfast, session) => {
      const subject = holdSubject(flags, args.target, session)
      const hold = await holdfast.holdAdd({ subject, reason: flags.reason })
      session.print({
        screen: () => renderHoldChange(hold, 'added'),
        json: () => holdToJson(hold),
        listing: null,
      })
      return 0
    })
  }
}
