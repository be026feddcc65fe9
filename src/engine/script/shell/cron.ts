import { fetchedCode } from './fetched.ts'
import { commandsOf } from './commands.ts'
import { cronHidden, cronFetch } from './shellRules.ts'
import type { EngineRule } from '../../analysis.ts'
import { cronTimes } from './source.ts'

/** What a line of a table of cron does again and again; also of one that a script writes: `echo "* * * * * ..." | crontab -`. */
export function cronRule(line: string): EngineRule | null {
  const command = cronCommand(line)
  if (command === null) return null
  if (fetchedCode(command)?.host === 'odd') return cronFetch
  if (
    /base64\s{1,4}(?:-d|-D|--decode)/.test(command) &&
    /\|\s{0,4}(?:ba|da|z)?sh\b|\|\s{0,4}(?:perl|python|php)/.test(command)
  )
    return cronFetch
  return startsHidden(command) ? cronHidden : null
}

/** What follows the times, wherever they stand in the line. */
function cronCommand(line: string): string | null {
  const own = cronTimes.exec(line)
  if (own !== null) return line.slice(own[0].length)
  if (!line.includes('cron')) return null
  const at = line.search(/["'](?:@reboot|@hourly|[*0-9][*0-9,/-]{0,16} [*0-9][*0-9,/-]{0,16} [*0-9])/)
  return at === -1 ? null : line.slice(at + 1).replace(cronTimes, '')
}

/** A program under a hidden name, or one in a temporary place that is no test of its presence. */
function startsHidden(command: string): boolean {
  return commandsOf(command).some(({ words }) => {
    const program = words.find((word) => word.startsWith('/')) ?? ''
    if (/^\/(?:tmp|var\/tmp|dev\/shm)\/\S*\/?\.[^/]|^\/dev\/shm\/\S/.test(program)) return true
    return /\/(?:uploads?|cache|images?)\/(?:\S{0,200}\/)?\.[^./]/.test(program)
  })
}
