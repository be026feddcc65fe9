import { Args, Flags } from '@oclif/core'
import { incidentStatuses } from '../domain/incident.ts'

/** What is meant: named one by one, or by what it has in common. */
export const targetsArgument = Args.string({
  ignoreStdin: true,
  description: 'incident ids (i12), paths, or SHA-256 (at least the first 8 digits)',
})

/** Instead of TARGET: open infected files by what they have in common. */
const selectionFlags = {
  scan: Flags.string({ helpValue: 's12', description: 'what this scan listed and is still infected' }),
  user: Flags.string({ helpValue: 'ACCOUNT', description: 'infected files of this account' }),
  rule: Flags.string({ helpValue: 'R', description: 'infected files that this rule found' }),
  hash: Flags.string({ helpValue: 'H', description: 'infected files with this content' }),
  status: Flags.option({ options: incidentStatuses, multiple: true, multipleNonGreedy: true })({
    description: 'infected: all that are',
  }),
  'files-from': Flags.string({
    helpValue: 'FILE',
    description: 'targets from FILE (- is standard input), one per line',
  }),
  null: Flags.boolean({ description: 'in FILE each target ends with a NUL byte (also -0)' }),
  'all-copies': Flags.boolean({ description: 'a content means every infected file that has it' }),
}

/** Flags of `clean`, `quarantine` and `delete`. */
export const actFlags = {
  ...selectionFlags,
  'dry-run': Flags.boolean({ description: 'print the plan, with diffs, and change nothing' }),
  'max-files': Flags.integer({
    min: 1,
    helpValue: 'N',
    description: 'change up to N files in this run, whatever safety.maxFiles says',
  }),
}
