import type { CommandWords } from './commandWords.ts'
import { nextWords, prefixesOf, shellQuoted } from './quote.ts'

/** For `/etc/bash_completion.d` or `eval "$(holdfast completion bash)"`. Where nothing of ours fits, bash offers files. */
export function bashScript(commands: readonly CommandWords[]): string {
  return [
    '# bash completion of holdfast, made by: holdfast completion bash',
    '_holdfast_next() {',
    '  case $1 in',
    ...prefixesOf(commands).map((prefix) => `    ${caseOf(prefix, [...nextWords(commands, prefix).keys()])}`),
    '  esac',
    '}',
    '_holdfast_flags() {',
    '  case $1 in',
    ...commands.map(
      ({ name, flags }) =>
        `    ${caseOf(
          name,
          flags.map((flag) => flag.name),
        )}`,
    ),
    '  esac',
    '}',
    '_holdfast_values() {',
    '  case $1 in',
    ...commands.flatMap(valueCases).map((line) => `    ${line}`),
    '  esac',
    '}',
    ...driver(valueFlags(commands)),
    'complete -o default -F _holdfast holdfast',
    '',
  ].join('\n')
}

function caseOf(name: string, words: readonly string[]): string {
  return `${shellQuoted(name)}) echo ${shellQuoted(words.join(' '))} ;;`
}

function valueCases({ name, flags, choices }: CommandWords): readonly string[] {
  const ofFlags = flags.flatMap((flag) =>
    typeof flag.value === 'string' ? [] : [caseOf(`${name} ${flag.name}`, flag.value)],
  )
  return choices.length === 0 ? ofFlags : [...ofFlags, caseOf(name, choices)]
}

function valueFlags(commands: readonly CommandWords[]): readonly string[] {
  const flags = commands.flatMap((command) => command.flags)
  return [...new Set(flags.filter(({ value }) => value !== 'none').map(({ name }) => name))].sort()
}

/** bash splits `--format=json` at the equals sign, so the flag is two words back there. */
function driver(withValue: readonly string[]): readonly string[] {
  return [
    '_holdfast() {',
    '  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} name= word next i words',
    '  [[ $cur == = ]] && cur=',
    '  [[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD-2]}',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    '    word=${COMP_WORDS[i]}',
    '    case $word in',
    `      ${withValue.join('|')}) ((i++)); continue ;;`,
    '      -*) continue ;;',
    '    esac',
    '    next=" $(_holdfast_next "$name") "',
    '    [[ $next == *" $word "* ]] || break',
    '    name=${name:+$name }$word',
    '  done',
    '  if [[ $cur == -* ]]; then',
    '    words=$(_holdfast_flags "$name")',
    '  elif [[ $prev == -* ]] && words=$(_holdfast_values "$name $prev") && [[ -n $words ]]; then',
    '    :',
    '  else',
    '    case $prev in',
    `      ${withValue.join('|')}) COMPREPLY=(); return ;;`,
    '    esac',
    '    words="$(_holdfast_next "$name") $(_holdfast_values "$name")"',
    '  fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
    '}',
  ]
}
