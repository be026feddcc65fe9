import { padEnd, widthOf } from '../text/width.ts'

/** A command that a person may type next and what it answers. */
export interface NextCommand {
  readonly command: string
  readonly why: string
}

/** Commands in one column, what they answer in the next. */
export function renderCommands(commands: readonly NextCommand[]): readonly string[] {
  const width = commands.reduce((widest, { command }) => Math.max(widest, widthOf(command)), 0)
  return commands.map(({ command, why }) => `  ${padEnd(command, width)}    ${why}`)
}
