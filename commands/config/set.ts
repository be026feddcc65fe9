import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { renderConfigChange } from '../../src/cli/screens/config.ts'
import { withStore } from '../../src/cli/service.ts'

export default class ConfigSet extends BaseCommand {
  static override summary = 'change one setting; recorded as an event'
  static override args = {
    key: Args.string({ ignoreStdin: true, required: true, description: 'name, e.g. scan.workers' }),
    value: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'new value, as JSON or as plain text',
    }),
  }

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(ConfigSet)
    return await withStore(flags, async (holdfast, session) => {
      const { file, config } = await holdfast.configSet(args.key, args.value)
      session.print({
        screen: () => renderConfigChange(file, config, args.key),
        json: () => ({ file, config }),
        listing: null,
      })
      return 0
    })
  }
}
