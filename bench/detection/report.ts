import type { JudgedFile } from './judged.ts'
import type { JudgedSet } from './judgeFiles.ts'

/** Recall of the malicious files, false positives of the clean ones, and the speed of both, as lines of text. */
export function renderReport(malicious: JudgedSet, clean: JudgedSet): readonly string[] {
  return [
    ...(malicious.files.length === 0 ? [] : recallLines(malicious)),
    ...(clean.files.length === 0 ? [] : falsePositiveLines(clean)),
  ]
}

function recallLines(set: JudgedSet): readonly string[] {
  const names = new Map<string, JudgedFile[]>()
  for (const file of set.files)
    for (const technique of file.techniques) names.set(technique, [...(names.get(technique) ?? []), file])
  const rows = [...names].sort((a, b) => b[1].length - a[1].length)
  return [
    `MALICIOUS SETS: ${count(set)}`,
    `${'technique'.padEnd(36)}${'files'.padStart(7)}${'malicious'.padStart(11)}${'+ suspicious'.padStart(14)}${'undecided'.padStart(11)}`,
    recallRow('all', set.files),
    ...rows.map(([name, files]) => recallRow(name, files)),
    '',
  ]
}

function recallRow(name: string, files: readonly JudgedFile[]): string {
  const malicious = files.filter((file) => file.outcome === 'malicious').length
  const found = files.filter((file) => file.rules.length > 0).length
  const undecided = files.filter((file) => file.outcome === 'undecided').length
  return [
    name.padEnd(36),
    String(files.length).padStart(7),
    percent(malicious, files.length).padStart(11),
    percent(found, files.length).padStart(14),
    String(undecided).padStart(11),
  ].join('')
}

function falsePositiveLines(set: JudgedSet): readonly string[] {
  const malicious = set.files.filter((file) => file.outcome === 'malicious')
  const found = set.files.filter((file) => file.rules.length > 0)
  const undecided = set.files.filter((file) => file.outcome === 'undecided')
  const rules = new Map<string, number>()
  for (const { rules: hit } of found) for (const rule of hit) rules.set(rule, (rules.get(rule) ?? 0) + 1)
  return [
    `CLEAN SETS: ${count(set)}`,
    `malicious     ${String(malicious.length).padStart(6)}   ${perHundredThousand(malicious.length, set)} per 100,000 files`,
    `+ suspicious  ${String(found.length).padStart(6)}   ${perHundredThousand(found.length, set)} per 100,000 files`,
    `undecided     ${String(undecided.length).padStart(6)}   ${perHundredThousand(undecided.length, set)} per 100,000 files`,
    ...[...rules].sort((a, b) => b[1] - a[1]).map(([rule, hits]) => `  ${String(hits).padStart(6)}  ${rule}`),
    '',
  ]
}

function count({ files, givenUp }: JudgedSet): string {
  const megabytes = files.reduce((sum, file) => sum + file.bytes, 0) / 1e6
  const cpuSeconds = files.reduce((sum, file) => sum + file.cpuMs, 0) / 1000
  const slowest = files.reduce((most, file) => Math.max(most, file.cpuMs), 0)
  return (
    `${String(files.length)} contents, ${megabytes.toFixed(1)} MB, ${cpuSeconds.toFixed(1)} CPU s, ` +
    `${(megabytes / cpuSeconds).toFixed(1)} MB per CPU s, slowest ${slowest.toFixed(0)} ms, ${String(givenUp.length)} given up`
  )
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`
}

function perHundredThousand(part: number, { files }: JudgedSet): string {
  return ((100_000 * part) / files.length).toFixed(1)
}
