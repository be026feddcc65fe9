import type { CommandWords, FlagWords } from './commandWords.ts'
import { nextWords, prefixesOf, shellQuoted } from './quote.ts'

/** For a file `_holdfast` in a directory of $fpath. */
export function zshScript(commands: readonly CommandWords[]): string {
  return [
    '#compdef holdfast',
    '# zsh completion of holdfast, made by: holdfast completion zsh',
    '_holdfast() {',
    "  local name='' word i=2",
    '  local -a next flags',
    '  while ((i < CURRENT)); do',
    '    word=${words[i]}',
    '    _holdfast_next "$name"',
    '    [[ $word == -* ]] || (( ${next[(I)$word:*]} )) || break',
    '    [[ $word == -* ]] || name=${name:+$name }$word',
    '    ((i++))',
    '  done',
    '  _holdfast_next "$name"',
    '  _holdfast_flags "$name"',
    '  if (($#next)) && [[ ${words[CURRENT]} != -* ]]; then',
    "    _describe -t commands 'holdfast command' next",
    '    return',
    '  fi',
    '  _arguments -s $flags',
    '}',
    '_holdfast_next() {',
    '  case $1 in',
    ...prefixesOf(commands).map((prefix) => `    ${nextCase(commands, prefix)}`),
    '    *) next=() ;;',
    '  esac',
    '}',
    '_holdfast_flags() {',
    '  case $1 in',
    ...commands.map((command) => `    ${flagsCase(command)}`),
    '    *) flags=() ;;',
    '  esac',
    '}',
    '_holdfast "$@"',
    '',
  ].join('\n')
}

function nextCase(commands: readonly CommandWords[], prefix: string): string {
  const words = [...nextWords(commands, prefix)].map(([word, summary]) => `${word}:${summary}`)
  return `${shellQuoted(prefix)}) next=(${words.map(shellQuoted).join(' ')}) ;;`
}

function flagsCase({ name, flags, choices }: CommandWords): string {
  const rest = choices.length === 0 ? '*:file:_files' : `*:value:(${choices.join(' ')})`
  const specs = [...flags.map(flagSpec), rest]
  return `${shellQuoted(name)}) flags=(${specs.map(shellQuoted).join(' ')}) ;;`
}

/** In a spec a bracket ends the description and a colon begins the values. */
function flagSpec({ name, description, value }: FlagWords): string {
  const text = description.replace(/[[\]\\:]/g, '\\$&')
  if (value === 'none') return `${name}[${text}]`
  return `${name}=[${text}]:value:${value === 'any' ? '_files' : `(${value.join(' ')})`}`
}
