import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { parseNumberedId } from '../../src/cli/flags.ts'
import { operationStoryToJson } from '../../src/cli/json/operation.ts'
import { renderOperation } from '../../src/cli/screens/operations.ts'
import { withStore } from '../../src/cli/service.ts'

export default class OperationShow extends BaseCommand {
  static override summary = 'one operation: what was there, what it left, how it went'
  static override hiddenAliases = ['op:show']
  static override args = {
    operation: Args.string({ ignoreStdin: true, required: true, description: 'operation id (o88)' }),
  }

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(OperationShow)
    return await withStore(flags, async (holdfast, session) => {
      const story = await holdfast.operationShow(parseNumberedId(args.operation, 'o'))
      session.print({
        screen: (screen) => renderOperation(story, screen),
        json: () => operationStoryToJson(story),
        listing: null,
      })
      return 0
    })
  }
}
