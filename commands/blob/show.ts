import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { contentFactsToJson } from '../../src/cli/json/blob.ts'
import { renderContentFacts } from '../../src/cli/screens/blob.ts'
import { withStore } from '../../src/cli/service.ts'
import { hashArgument } from '../../src/cli/target.ts'

export default class BlobShow extends BaseCommand {
  static override summary = 'what is known of one content: size, since when, and every verdict'
  static override args = { hash: hashArgument }
  static override examples = ['holdfast blob show a71f02c9']

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(BlobShow)
    return await withStore(flags, async (holdfast, session) => {
      const facts = await holdfast.blobShow(args.hash)
      session.print({
        screen: (screen) => renderContentFacts(facts, screen),
        json: () => contentFactsToJson(facts),
        listing: null,
      })
      return 0
    })
  }
}
