import { engineRule } from '../../analysis.ts'
import type { EngineRule } from '../../analysis.ts'
import type { ApacheFile } from '../apache/parse.ts'
import { finding } from '../finding.ts'
import type { ConfigFinding } from '../finding.ts'
import { phpCodeIn, prependKind } from '../phpSettings.ts'

const hiddenPrepend = engineRule(
  { type: 'INJ', rule: 2407, name: 'htaccess.bkdr.prepend' },
  'htaccess_prepends_hidden_file',
  'Makes PHP run a hidden, disguised, temporary or uploaded file with every page.',
)
const oddPrepend = engineRule(
  { type: 'SUSP', rule: 2408, name: 'htaccess.bkdr.prependodd' },
  'htaccess_prepends_odd_file',
  'Makes PHP run a file with every page that lies or is named where no such file should be.',
)
const codeInSetting = engineRule(
  { type: 'INJ', rule: 2409, name: 'htaccess.bkdr.phpcode' },
  'htaccess_setting_holds_php',
  'Holds PHP code in a setting, or has PHP write its messages into a script.',
)

export const prependRules: readonly EngineRule[] = [hiddenPrepend, oddPrepend, codeInSetting]

/** php_value and its like that bring code in. */
export function findPrepends(file: ApacheFile): readonly ConfigFinding[] {
  return file.directives
    .filter(({ name }) => isPhpValue(name))
    .flatMap((directive) => {
      const [setting = '', value = ''] = directive.words
      const kind = prependKind(setting, value)
      if (kind === 'hidden') return [finding(hiddenPrepend, directive)]
      if (kind === 'odd') return [finding(oddPrepend, directive)]
      return phpCodeIn(setting, value) ? [finding(codeInSetting, directive)] : []
    })
}

export function isPhpValue(name: string): boolean {
  return (
    name === 'php_value' || name === 'php_admin_value' || name === 'php_flag' || name === 'php_admin_flag'
  )
}
