import type { CommandWords, FlagWords } from './commandWords.ts'
import { nextWords, prefixesOf } from './quote.ts'

/** For `~/.config/fish/completions/holdfast.fish`. */
export function fishScript(commands: readonly CommandWords[]): string {
  return [
    '# fish completion of holdfast, made by: holdfast completion fish',
    'function __holdfast_words',
    "  string match --invert -- '-*' (commandline --tokenize --cut-at-cursor --current-process)[2..]",
    'end',
    'function __holdfast_is',
    '  set -l typed (__holdfast_words)',
    "  set -l wanted (string split ' ' -- $argv[1])",
    '  test (count $typed) -ge (count $wanted); or return 1',
    '  set -l length (count $wanted)',
    '  test "$typed[1..$length]" = "$argv[1]"',
    'end',
    'function __holdfast_awaits',
    '  set -l typed (__holdfast_words)',
    '  test "$typed" = "$argv[1]"',
    'end',
    ...prefixesOf(commands).flatMap((prefix) => nextLines(commands, prefix)),
    ...commands.flatMap(flagLines),
    '',
  ].join('\n')
}

function nextLines(commands: readonly CommandWords[], prefix: string): readonly string[] {
  const condition = fishQuoted(`__holdfast_awaits ${fishQuoted(prefix)}`)
  return [...nextWords(commands, prefix)].map(
    ([word, summary]) => `complete -c holdfast -f -n ${condition} -a ${word} -d ${fishQuoted(summary)}`,
  )
}

function flagLines({ name, flags, choices }: CommandWords): readonly string[] {
  const condition = fishQuoted(`__holdfast_is ${fishQuoted(name)}`)
  const values =
    choices.length === 0
      ? []
      : [`complete -c holdfast -f -n ${condition} -a ${fishQuoted(choices.join(' '))}`]
  return [...flags.map((flag) => `complete -c holdfast -n ${condition} ${flagWords(flag)}`), ...values]
}

function flagWords({ name, description, value }: FlagWords): string {
  const option = `-l ${name.slice(2)} -d ${fishQuoted(description)}`
  if (value === 'none') return option
  return value === 'any' ? `${option} -r` : `${option} -x -a ${fishQuoted(value.join(' '))}`
}

/** In fish a backslash escapes inside single quotes too. */
function fishQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
