import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { commandLine, fingerprint, logBytes, parseOutput, parsePrinted } from '../support/commandLine.ts'
import type { Finished, ScanOutput } from '../support/commandLine.ts'
import { needPackage } from '../support/debianPackages.ts'
import { imagesAsPhp, infect, requestCallables } from '../support/inert.ts'
import { watchOpens } from '../support/openWatch.ts'
import { scratchDirectory } from '../support/scratch.ts'

/** A write within two seconds before a scan could hide behind the clock's grain; after this pause nothing can. */
const settleMs = 3000
/** What LevelDB puts around one batch: headers of the record's blocks, sequence and count. */
const logOverhead = 64

interface Site {
  readonly root: string
  readonly store: string
  readonly run: (...words: readonly string[]) => Finished
}

function copyOfWordpress(packageDirectory: string, part: 'all' | 'top level' = 'all'): Site {
  const directory = scratchDirectory()
  const root = join(directory, 'site')
  const store = join(directory, 'store')
  const original = join(packageDirectory, 'usr/share/wordpress')
  const isWanted = (path: string): boolean =>
    part === 'all' || path === original || (dirname(path) === original && path.endsWith('.php'))
  cpSync(original, root, { recursive: true, verbatimSymlinks: true, filter: isWanted })
  return { root, store, run: commandLine(store) }
}

function plant(root: string, path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

function plantThree(root: string): void {
  const version = readFileSync(join(root, 'wp-includes/version.php'), 'utf8')
  plant(root, 'wp-includes/version.php', infect(version, 'own-block'))
  plant(root, 'wp-content/uploads/x.php', requestCallables()[0] ?? '')
  plant(root, 'wp-content/uploads/.htaccess', imagesAsPhp)
}

/** `file type reason` of every finding, with the path below the root. */
function found(output: ScanOutput, root: string): string[] {
  return output.findings.map(({ file, type, reason }) => `${file.slice(root.length + 1)} ${type} ${reason}`)
}

const threeFound = [
  'wp-content/uploads/.htaccess SA HF-SA-0301-htaccess.bkdr.handler',
  'wp-content/uploads/x.php SA HF-SA-0104-php.bkdr.callreq',
  'wp-includes/version.php INJ HF-INJ-0101-php.bkdr.evaldec',
]

describe('an infected WordPress', () => {
  it('is found out, costs nothing the second time, and its history can be told', async (context) => {
    const site = copyOfWordpress(needPackage(context, 'wordpress'))
    plantThree(site.root)
    await sleep(settleMs)
    const first = firstScan(site)
    secondScan(site)
    await changes(site, first)
    tells(site)
    await newRule(site)
    const fsck = site.run('fsck', '--read-data', '--json')
    expect([fsck.code, (parsePrinted(fsck) as { problems: unknown[] }).problems]).toEqual([0, []])
  })

  it('has both ways of injecting, and shells as attackers write them', (context) => {
    const site = copyOfWordpress(needPackage(context, 'wordpress'), 'top level')
    const clean = site.run('scan', site.root, '--json')
    expect([clean.code, parseOutput(clean).findings]).toEqual([0, []])
    for (const [path, place] of injected) {
      plant(site.root, path, infect(readFileSync(join(site.root, path), 'utf8'), place))
    }
    requestCallables().forEach((shell, i) => {
      plant(site.root, `wp-content/uploads/${String(i)}.php`, shell)
    })
    const expected = [...requestCallables().map(() => 'SA infected'), ...injected.map(() => 'INJ infected')]
    const known = site.run('scan', site.root, '--json')
    expect([known.code, verdicts(known)]).toEqual([1, expected])
    // Without a clean version to compare with, the file itself has to tell.
    const unknown = commandLine(join(dirname(site.root), 'another-store'))('scan', site.root, '--json')
    expect([unknown.code, verdicts(unknown)]).toEqual([1, expected])
  })
})

const injected = [
  ['wp-cron.php', 'own-block'],
  ['wp-load.php', 'same-block'],
] as const

function verdicts(finished: Finished): string[] {
  return parseOutput(finished).findings.map(({ type, status }) => `${type} ${status}`)
}

function firstScan({ root, run }: Site): ScanOutput {
  const finished = run('scan', root, '--json')
  expect(finished.code).toBe(1)
  const output = parseOutput(finished)
  expect(found(output, root)).toEqual(threeFound)
  expect(output.scan).toMatchObject({ complete: true, counts: { malicious: 3, undecided: 0, unchanged: 0 } })
  expect(output.scan.counts['read']).toBe(output.scan.counts['files'])
  return output
}

function secondScan({ root, store, run }: Site): void {
  const objects = fingerprint(join(store, 'objects'))
  const finished = run('scan', root, '--json')
  const written = logBytes(join(store, 'meta'))
  expect(finished.code).toBe(1)
  const output = parseOutput(finished)
  expect(found(output, root)).toEqual(threeFound)
  expect(output.scan.counts).toMatchObject({ read: 0, bytesRead: 0, judged: 0 })
  expect(output.scan.snapshots.map(({ changed }) => changed)).toEqual([false])
  expect(written).toBeGreaterThan(0)
  expect(written).toBeLessThanOrEqual(4096 + logOverhead)
  expect(fingerprint(join(store, 'objects'))).toEqual(objects)
}

async function changes({ root, run }: Site, first: ScanOutput): Promise<void> {
  const old = new Date('2020-02-02T02:02:02Z')
  utimesSync(join(root, 'wp-login.php'), old, old)
  appendFileSync(join(root, 'wp-settings.php'), '\n// changed\n')
  rmSync(join(root, 'readme.html'))
  await sleep(settleMs)
  const finished = run('scan', root, '--json')
  expect(finished.code).toBe(1)
  const output = parseOutput(finished)
  expect(output.scan.counts['read']).toBe(2)
  expect(found(output, root)).toEqual(threeFound)
  const [from, to] = [first.scan.snapshots[0]?.id ?? '', output.scan.snapshots[0]?.id ?? '']
  const diff = parsePrinted(run('snapshot', 'diff', from, to, '--json')) as {
    changes: { mark: string; file: string }[]
  }
  expect(diff.changes.map(({ mark, file }) => `${mark} ${file.slice(root.length + 1)}`)).toEqual([
    'D readme.html',
    'M wp-settings.php',
  ])
}

function tells({ root, run }: Site): void {
  const path = join(root, 'wp-includes/version.php')
  const history = run('history', path, '--json')
  expect(history.code).toBe(0)
  expect(history.out).toContain('"detected"')
  const explained = run('explain', path)
  expect(explained.code).toBe(0)
  expect(explained.out).toContain('HF-INJ-0101-php.bkdr.evaldec')
  const listed = parsePrinted(run('list', '--json')) as { total: number }
  expect(listed.total).toBe(3)
}

/** Kept as a hash only: nothing but reading them again can judge them. */
const mediaNames = /\.(png|gif|jpe?g|ico|webp|woff2?|ttf|eot|mp3|mp4|swf)$/

/** The rule is for a text of WordPress; contents that are kept are judged without opening a file. */
async function newRule({ root, run }: Site): Promise<void> {
  const file = join(dirname(root), 'own.yar')
  writeFileSync(
    file,
    'rule own_marker { meta: description = "Own marker." tier = "malicious" strings: $a = "Loads the WordPress environment and template" condition: $a }',
  )
  expect(run('rules', 'add', file).code).toBe(0)
  const watch = await watchOpens(root)
  const output = parseOutput(run('scan', root, '--json'))
  readFileSync(join(root, 'wp-login.php'))
  const opened = await watch.stop()
  expect(opened.at(-1)).toBe(join(root, 'wp-login.php'))
  const read = opened.slice(0, -1)
  expect(read).toHaveLength(output.scan.counts['read'] ?? -1)
  expect(read.filter((path) => !mediaNames.test(path))).toEqual([])
  expect(output.scan.counts['judged']).toBeGreaterThan(1000)
  expect(found(output, root).map((line) => line.split(' ')[0])).toEqual(
    ['wp-blog-header.php', ...threeFound.map((line) => line.split(' ')[0])].toSorted(),
  )
}
