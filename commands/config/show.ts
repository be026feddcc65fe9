import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { renderConfig } from '../../src/cli/screens/config.ts'
import { withStore } from '../../src/cli/service.ts'

export default class ConfigShow extends BaseCommand {
  static override summary = 'every setting with its value, and the file that may change it'

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(ConfigShow)
    return await withStore(flags, async (holdfast, session) => {
      const { file, config } = await holdfast.configShow()
      session.print({
        screen: () => renderConfig(file, config),
        json: () => ({ file, config }),
        listing: null,
      })
      return 0
    })
  }
}
