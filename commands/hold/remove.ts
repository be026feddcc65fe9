import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { parseNumberedId } from '../../src/cli/flags.ts'
import { holdToJson } from '../../src/cli/json/hold.ts'
import { renderHoldChange } from '../../src/cli/screens/holds.ts'
import { withStore } from '../../src/cli/service.ts'

export default class HoldRemove extends BaseCommand {
  static override summary = 'end a hold; what is past its time goes with the next gc'
  static override args = {
    id: Args.string({ ignoreStdin: true, required: true, description: 'hold id (h3)' }),
  }

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(HoldRemove)
    return await withStore(flags, async (holdfast, session) => {
      const hold = await holdfast.holdRemove(parseNumberedId(args.id, 'h'))
      session.print({
        screen: () => renderHoldChange(hold, 'removed'),
        json: () => holdToJson(hold),
        listing: null,
      })
      return 0
    })
  }
}
