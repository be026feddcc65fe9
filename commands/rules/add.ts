import { Args, Flags } from '@oclif/core'
import { HoldfastError } from '../../src/domain/errors.ts'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { ruleSourceFlags, ruleSourceOf } from '../../src/cli/ruleSource.ts'
import { renderKnownGood } from '../../src/cli/screens/ruleLife.ts'
import { renderPackChange } from '../../src/cli/screens/rules.ts'
import { withStore } from '../../src/cli/service.ts'

export default class RulesAdd extends BaseCommand {
  static override summary =
    'add a file of rules (YARA, hashes, signatures of ClamAV and LMD), or what is known good'
  static override args = { file: Args.string({ ignoreStdin: true, description: 'file of rules' }) }
  static override flags = {
    ...ruleSourceFlags,
    'known-good': Flags.string({
      helpValue: 'DIR|SNAP|FILE',
      description: 'excuse what a directory, a snapshot or a list of SHA-256 holds',
      exclusive: ['as'],
    }),
  }
  static override examples = [
    'holdfast rules add mine.yar',
    'holdfast rules add bad.txt --as sha256-deny',
    'holdfast rules add --known-good /srv/releases/wordpress-6.1',
  ]

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(RulesAdd)
    const { file } = args
    const from = flags['known-good']
    if ((file === undefined) === (from === undefined)) {
      throw new HoldfastError('HF_USAGE', 'say what to add', {
        hint: 'a FILE of rules, or --known-good DIR|SNAP|FILE',
      })
    }
    return await withStore(flags, async (holdfast, session) => {
      if (from !== undefined) {
        const name = flags.name ?? null
        const added = await holdfast.rulesAddKnownGood({
          from: session.bytesOf(from),
          cwd: session.cwd,
          name,
        })
        session.print({ screen: () => renderKnownGood(added), json: () => added, listing: null })
        return 0
      }
      const pack = await holdfast.rulesAdd(ruleSourceOf(file ?? '', flags, session))
      session.print({ screen: () => renderPackChange(pack, 'added'), json: () => pack, listing: null })
      return 0
    })
  }
}
