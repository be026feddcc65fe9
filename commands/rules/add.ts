import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { ruleFileArgument, ruleSourceFlags, ruleSourceOf } from '../../src/cli/ruleSource.ts'
import { renderPackChange } from '../../src/cli/screens/rules.ts'
import { withStore } from '../../src/cli/service.ts'

export default class RulesAdd extends BaseCommand {
  static override summary = 'add a file of rules: YARA, hashes, or signatures of ClamAV and LMD'
  static override args = { file: ruleFileArgument }
  static override flags = ruleSourceFlags
  static override examples = ['holdfast rules add mine.yar', 'holdfast rules add bad.txt --as sha256-deny']

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(RulesAdd)
    return await withStore(flags, async (holdfast, session) => {
      const pack = await holdfast.rulesAdd(ruleSourceOf(args.file, flags, session))
      session.print({ screen: () => renderPackChange(pack, 'added'), json: () => pack, listing: null })
      return 0
    })
  }
}
