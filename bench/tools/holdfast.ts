import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/run.mjs'
import { commandOf, type Contender, type Places } from '../contender.ts'

const program = join(root, 'bin/run.js')

/** Nothing malicious, something, incomplete: in each case the scan came to its end. */
const scanned = [0, 1, 3]

/** Stores of one run: the one that all phases go on with, and two for a first scan of another kind. */
export type StoreName = 'store' | 'store-all' | 'store-low'

export function storeDir({ workDir }: Places, name: StoreName): string {
  return join(workDir, name)
}

export function holdfastScan(
  places: Places,
  what: string,
  options: { readonly store?: StoreName; readonly flags?: readonly string[] } = {},
): Contender {
  const { store = 'store', flags = [] } = options
  const parameters = [program, 'scan', places.tree, '--store', storeDir(places, store), '--json', ...flags]
  return { tool: 'holdfast', what, command: commandOf(process.execPath, parameters), accepted: scanned }
}

/** A store that keeps the bytes of pictures and archives too. */
export function prepareKeepAll(places: Places): void {
  const store = storeDir(places, 'store-all')
  runHoldfast(['init', '--store', store])
  writeFileSync(join(store, 'config.json'), '{"store": {"content": "all"}}\n', { mode: 0o600 })
}

/** A rule that matches nothing in the tree: what the scan after it costs is the judging. */
export function addRulePack(places: Places): void {
  const pack = join(places.workDir, 'added.yar')
  const literal = 'a text of the benchmark that no file has'
  writeFileSync(
    pack,
    `rule BENCH_ADDED {\n  meta:\n    description = "benchmark"\n  strings:\n    $a = "${literal}"\n  condition:\n    $a\n}\n`,
  )
  runHoldfast(['rules', 'add', pack, '--store', storeDir(places, 'store')])
}

/** A store with a handful of files: what a command costs there is its start. */
export function startUpContenders({ workDir }: Places): Contender[] {
  const site = join(workDir, 'few-files')
  const store = join(workDir, 'store-small')
  mkdirSync(site)
  for (let number = 0; number < 20; number++)
    writeFileSync(join(site, `page-${number}.php`), `<?php echo ${number};\n`)
  runHoldfast(['scan', site, '--store', store])
  const ours = (what: string, parameters: readonly string[]): Contender => ({
    tool: 'holdfast',
    what,
    command: commandOf(process.execPath, [program, ...parameters]),
    accepted: [0],
  })
  const bare = commandOf(process.execPath, ['-e', '0'])
  return [
    { tool: 'node', what: '-e 0', command: bare, accepted: [0] },
    ours('--version', ['--version']),
    ours('status', ['status', '--store', store]),
    ours('list', ['list', '--store', store]),
  ]
}

/** The files of the rules that holdfast ships. */
export function shippedRules(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^rules\/packs\/.*\.yara?$/.test(file))
    .map((file) => join(root, 'src', file))
}

function runHoldfast(parameters: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [program, ...parameters], { encoding: 'utf8' })
  if (status === null || !scanned.includes(status))
    throw new Error(`holdfast ${parameters.join(' ')} failed: ${stderr}`)
}
