import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const filesPerDirectory = 50

/** Files of about 3 KB, no two the same: the size of what is found on a hacked site. */
export function makeFiles(directory: string, files: number): void {
  for (let number = 0; number < files; number += 1) {
    const part = join(directory, `part${Math.floor(number / filesPerDirectory)}`)
    if (number % filesPerDirectory === 0) mkdirSync(part, { recursive: true })
    writeFileSync(join(part, `page-${number}.php`), `<?php /* ${number} */\n${'echo 1;\n'.repeat(375)}`)
  }
}

/** The first of the directories that still has files, with the paths of these. */
export function nextFiles(directories: string): readonly string[] {
  for (const name of readdirSync(directories).sort()) {
    const directory = join(directories, name)
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    const files = entries.filter((entry) => entry.isFile())
    if (files.length > 0) return files.map((entry) => join(entry.parentPath, entry.name))
  }
  throw new Error(`no files are left below ${directories}`)
}

export interface Latencies {
  readonly p50Ms: number
  readonly p95Ms: number
}

/** The line that the bench reads from the output of a program. */
export function printLatencies(milliseconds: readonly number[]): void {
  const sorted = [...milliseconds].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN
  console.log(JSON.stringify({ p50Ms: at(0.5), p95Ms: at(0.95) } satisfies Latencies))
}
