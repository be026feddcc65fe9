import { Args } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { contentDiffToJson, renderContentDiff } from '../src/cli/screens/contentDiff.ts'
import { withStore } from '../src/cli/service.ts'

const hash = 'SHA-256 of a kept content, or its first 8 digits'

export default class Diff extends BaseCommand {
  static override summary = 'the lines that differ between two kept contents; ends with 1 when they differ'
  static override args = {
    before: Args.string({ ignoreStdin: true, required: true, description: hash }),
    after: Args.string({ ignoreStdin: true, required: true, description: hash }),
  }
  static override examples = ['holdfast diff 098e83f4 3d06dcd6']

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(Diff)
    return await withStore(flags, async (holdfast, session) => {
      const diff = await holdfast.contentDiff(args)
      session.print({
        screen: () => renderContentDiff(diff),
        json: () => contentDiffToJson(diff),
        listing: null,
      })
      return diff.diff.state === 'same' ? 0 : 1
    })
  }
}
