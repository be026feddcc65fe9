import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { pageFlags } from '../../src/cli/flags.ts'
import { placeListing, placesToJson } from '../../src/cli/json/blob.ts'
import { renderPlaces } from '../../src/cli/screens/blob.ts'
import { withStore } from '../../src/cli/service.ts'
import { hashArgument } from '../../src/cli/target.ts'

export default class BlobFind extends BaseCommand {
  static override summary = 'every file that has a content today, and every one that had it in a snapshot'
  static override args = { hash: hashArgument }
  static override flags = pageFlags
  static override examples = ['holdfast blob find a71f02c9', 'holdfast blob find a71f02c9 --format paths0']

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(BlobFind)
    return await withStore(flags, async (holdfast, session) => {
      const { limit, offset } = flags
      const places = await holdfast.blobFind({ content: args.hash, limit, offset })
      session.print({
        screen: (screen) => renderPlaces(places, screen),
        json: () => placesToJson(places),
        listing: placeListing(places),
      })
      return 0
    })
  }
}
