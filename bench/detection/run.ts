/**
 * `npm run detection -- --malicious DIR... --clean DIR... [--list FILE]`: recall per technique, false positives with the
 * rules that caused them, and speed, over files that lie outside of the repository. They are read as data and never run.
 * `--list` writes one line per file: set, outcome, rules, limits, techniques, path.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { filesBelow } from './files.ts'
import { judgeFiles, type JudgedSet } from './judgeFiles.ts'
import { renderReport } from './report.ts'

const { values, tokens } = parseArgs({
  options: {
    malicious: { type: 'string', multiple: true },
    clean: { type: 'string', multiple: true },
    list: { type: 'string' },
  },
  allowPositionals: true,
  tokens: true,
})

/** What collections keep beside their samples. */
const aboutTheSamples = /\.(?:md|ya?ml|json|lock)$|\/(?:LICENSE|\.git[^/]*)$/i

const malicious = await judgeFiles(
  unique(filesBelow(directoriesOf('malicious')).filter((path) => !aboutTheSamples.test(path))),
)
const clean = await judgeFiles(unique(filesBelow(directoriesOf('clean'))))
for (const line of renderReport(malicious, clean)) console.log(line)
for (const path of [...malicious.givenUp, ...clean.givenUp]) console.log(`given up: ${path}`)
if (values.list !== undefined) {
  writeFileSync(values.list, [...listOf('malicious', malicious), ...listOf('clean', clean), ''].join('\n'))
}

/** The directories behind an option, several behind one or one behind each. */
function directoriesOf(option: 'malicious' | 'clean'): string[] {
  const behind = tokens.map((token, index) => {
    const before = tokens.slice(0, index + 1).findLast(({ kind }) => kind === 'option')
    return before?.kind === 'option' && before.name === option && token.kind !== 'option-terminator'
      ? token.value
      : undefined
  })
  return behind.filter((path) => path !== undefined)
}

/** One path per content. */
function unique(paths: readonly string[]): string[] {
  const seen = new Set<string>()
  return paths.filter((path) => {
    const digest = createHash('sha256').update(readFileSync(path)).digest('hex')
    if (seen.has(digest)) return false
    seen.add(digest)
    return true
  })
}

function listOf(set: string, { files }: JudgedSet): readonly string[] {
  return files.map(({ outcome, rules, limits, techniques, path }) =>
    [set, outcome, rules.join(','), limits.join(','), techniques.join(','), JSON.stringify(path)].join('\t'),
  )
}
