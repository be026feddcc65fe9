import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { targetArgument, targetOf } from '../src/cli/target.ts'
import { explanationToJson } from '../src/cli/json/explanation.ts'
import { renderExplanation } from '../src/cli/screens/explain.ts'
import { withStore } from '../src/cli/service.ts'

export default class Explain extends BaseCommand {
  static override summary = 'why a file was found, with the evidence, and what it was before'
  static override hiddenAliases = ['files:explain']
  static override args = { target: targetArgument }
  static override examples = ['holdfast explain i1207', 'holdfast explain /home/alice/public_html/index.php']

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(Explain)
    return await withStore(flags, async (holdfast, session) => {
      const explanation = await holdfast.explain(targetOf(args.target, session))
      session.print({
        screen: (screen) => renderExplanation(explanation, screen),
        json: () => explanationToJson(explanation),
        listing: null,
      })
      return 0
    })
  }
}
