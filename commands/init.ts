import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { makeStore } from '../src/cli/service.ts'
import { startSession } from '../src/cli/session.ts'
import { safeText } from '../src/cli/text/safeText.ts'

export default class Init extends BaseCommand {
  static override summary = 'create the store and nothing else; the first scan does it too'
  static override examples = ['holdfast init', 'holdfast init --store /srv/holdfast']

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Init)
    const session = startSession(flags)
    const { path, storeId } = await makeStore(session)
    session.print({
      screen: () => [`Store created: ${safeText(path)} (${safeText(storeId)})`, 'Next: holdfast scan DIR'],
      json: () => ({ store: path, storeId }),
      listing: null,
    })
    return 0
  }
}
