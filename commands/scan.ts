import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { scanActions, scanCommand } from '../src/cli/scanCommand.ts'
import { exitStyles } from '../src/cli/scanExit.ts'

export default class Scan extends BaseCommand {
  static override summary =
    'take a snapshot of PATH, judge what changed, and say what is malicious; changes no file without --act'
  static override hiddenAliases = ['malware:scan']
  static override strict = false
  static override args = {
    path: Args.string({ ignoreStdin: true, required: true, description: 'directories or files' }),
  }
  static override usage = 'scan PATH... [flags]'
  static override flags = {
    reread: Flags.boolean({
      exclusive: ['rejudge'],
      description: 'read every file, whatever the index says',
    }),
    rejudge: Flags.boolean({ description: 'judge every content again, whatever was judged before' }),
    exclude: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'GLOB',
      description: 'leave out what matches',
    }),
    'follow-mounts': Flags.boolean({ description: 'go into other filesystems too' }),
    'accept-root': Flags.boolean({
      description: 'go on although most files of a root are gone (HF_ROOT_CHANGED)',
    }),
    workers: Flags.integer({
      min: 1,
      helpValue: 'N',
      description: 'threads that read and judge [default: one per processor]',
    }),
    'low-memory': Flags.boolean({ description: 'smaller buffers, slower' }),
    'fail-on': Flags.option({ options: ['malicious', 'suspicious'] as const, default: 'malicious' as const })(
      {
        description: 'what makes the exit code 1',
      },
    ),
    'exit-style': Flags.option({ options: exitStyles, default: 'holdfast' as const })({
      description: 'exit codes of another scanner, for its scripts',
    }),
    act: Flags.boolean({
      description: 'then do the default action (malware.defaultAction) about infected files',
    }),
    action: Flags.option({ options: scanActions })({
      description: 'then do this about infected files',
    }),
    'max-files': Flags.integer({
      min: 1,
      helpValue: 'N',
      description: 'with --act: change up to N files in this run, whatever safety.maxFiles says',
    }),
    recursive: Flags.boolean({
      char: 'r',
      hidden: true,
      description: 'not needed: a directory is always scanned whole',
    }),
    move: Flags.string({ hidden: true, description: 'refused: a scan moves nothing' }),
  }
  static override examples = [
    'holdfast scan /home',
    'holdfast scan /var/www --json',
    'holdfast scan /home --quiet',
  ]

  override async run(): Promise<ExitCode> {
    const { flags, argv } = await this.parse(Scan)
    return await scanCommand(flags, argv.map(String))
  }
}
