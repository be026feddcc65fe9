import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { withStore } from '../../src/cli/service.ts'
import { settingText } from '../../src/domain/config.ts'

export default class ConfigGet extends BaseCommand {
  static override summary = 'one setting, as JSON'
  static override args = {
    key: Args.string({ ignoreStdin: true, required: true, description: 'name, e.g. scan.workers' }),
  }

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(ConfigGet)
    return await withStore(flags, async (holdfast, session) => {
      const { config } = await holdfast.configShow()
      const value = settingText(config, args.key)
      session.print({
        screen: () => [value],
        json: () => ({ key: args.key, value: JSON.parse(value) as unknown }),
        listing: null,
      })
      return 0
    })
  }
}
