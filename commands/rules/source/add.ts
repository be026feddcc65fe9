import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../../src/cli/baseCommand.ts'
import { originToJson, renderOriginAdded } from '../../../src/cli/screens/ruleLife.ts'
import { withStore } from '../../../src/cli/service.ts'

export default class RulesSourceAdd extends BaseCommand {
  static override summary = 'trust the publisher of signed rules'
  static override args = {
    location: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'directory with holdfast-rules.json, or its file:// address',
    }),
  }
  static override flags = {
    'public-key': Flags.string({
      helpValue: 'KEY',
      required: true,
      description: 'Ed25519 key of the publisher: a PEM file, or its 32 bytes in base64',
    }),
  }
  static override examples = ['holdfast rules source add /srv/acme-rules --public-key acme.pem']

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(RulesSourceAdd)
    return await withStore(flags, async (holdfast, session) => {
      const origin = await holdfast.rulesSourceAdd({
        location: args.location,
        cwd: session.cwd,
        publicKey: flags['public-key'],
      })
      session.print({
        screen: () => renderOriginAdded(origin),
        json: () => originToJson(origin),
        listing: null,
      })
      return 0
    })
  }
}
