/** One word for bash or zsh, whatever it holds: in single quotes nothing is special but the quote itself. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** The words that may follow `prefix` (empty: those a command line begins with) with the summary of whole commands. */
export function nextWords(
  commands: readonly { readonly name: string; readonly summary: string }[],
  prefix: string,
): ReadonlyMap<string, string> {
  const next = new Map<string, string>()
  for (const { name, summary } of commands) {
    if (prefix !== '' && !name.startsWith(`${prefix} `)) continue
    const [word = '', ...rest] = name.slice(prefix === '' ? 0 : prefix.length + 1).split(' ')
    if (rest.length === 0) next.set(word, summary)
    else if (!next.has(word)) next.set(word, `${rest.join(' ')}, ...`)
  }
  return next
}

/** Every place where further words are completed: the empty one and the first words of commands with two. */
export function prefixesOf(commands: readonly { readonly name: string }[]): readonly string[] {
  const topics = commands.flatMap(({ name }) => (name.includes(' ') ? [name.split(' ')[0] ?? ''] : []))
  return ['', ...new Set(topics)]
}
