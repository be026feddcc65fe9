import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { commandLine, type Finished, parseOutput, parsePrinted } from '../support/commandLine.ts'
import { needPackage } from '../support/debianPackages.ts'
import { imagesAsPhp, infect, requestCallables } from '../support/inert.ts'
import { needRoot, scratchDirectory } from '../support/scratch.ts'

/** A write within two seconds before a scan could hide behind the clock's grain. */
const settleMs = 2500
const owner = { uid: 4321, gid: 4321 }
const core = ['wp-includes/version.php', 'wp-load.php', 'wp-settings.php'] as const
const planted = ['wp-content/uploads/.htaccess', 'wp-content/uploads/x.php'] as const
const ownersEdit = "\n// The owner's own line.\n"

type Run = (...words: readonly string[]) => Finished

interface Site {
  readonly root: string
  readonly original: string
  readonly run: Run
}

interface Printed {
  readonly operations: readonly { readonly id: string; readonly outcome: string; readonly method?: string }[]
  readonly rescan: { readonly state: string; readonly findings: readonly unknown[] }
}

function copyOfWordpress(packageDirectory: string): Site {
  const directory = scratchDirectory()
  const root = join(directory, 'site')
  const original = join(packageDirectory, 'usr/share/wordpress')
  cpSync(original, root, { recursive: true, verbatimSymlinks: true })
  for (const path of core) {
    chownSync(join(root, path), owner.uid, owner.gid)
    chmodSync(join(root, path), 0o640)
  }
  return { root, original, run: commandLine(join(directory, 'store')) }
}

function infectCore(root: string): void {
  for (const path of core) {
    writeFileSync(join(root, path), infect(readFileSync(join(root, path), 'utf8'), 'own-block'))
  }
}

function plantTwo(root: string): void {
  mkdirSync(join(root, 'wp-content/uploads'), { recursive: true })
  writeFileSync(join(root, planted[0]), imagesAsPhp)
  writeFileSync(join(root, planted[1]), requestCallables()[0] ?? '')
}

/** Bytes, owner and mode; null when there is no file. */
function stateOf(root: string, path: string): string | null {
  const file = join(root, path)
  if (!existsSync(file)) return null
  const { uid, gid, mode } = lstatSync(file)
  return `${String(uid)}:${String(gid)} ${mode.toString(8)} ${readFileSync(file).toString('base64')}`
}

function statesOf(root: string): readonly (string | null)[] {
  return [...core, ...planted].map((path) => stateOf(root, path))
}

function scanCodes({ root, run }: Site): [number | null, number] {
  const finished = run('scan', root, '--json')
  return [finished.code, parseOutput(finished).findings.length]
}

function done(finished: Finished): readonly string[] {
  const { operations, rescan } = parsePrinted(finished) as Printed
  expect(operations.map(({ outcome }) => outcome)).toEqual(operations.map(() => 'done'))
  expect(rescan.state).toBe('done')
  return operations.map(({ id }) => id)
}

describe('a WordPress that was known before the break-in', () => {
  it('is cleaned, emptied, and brought back state by state, byte for byte', async (context) => {
    needRoot(context)
    const site = copyOfWordpress(needPackage(context, 'wordpress'))
    const { root, run } = site
    expect(scanCodes(site)).toEqual([0, 0])
    appendFileSync(join(root, 'wp-settings.php'), ownersEdit)
    const wanted = core.map((path) => stateOf(root, path))
    infectCore(root)
    plantTwo(root)
    await sleep(settleMs)
    expect(scanCodes(site)).toEqual([1, 5])
    const infected = statesOf(root)

    const plan = run('clean', '--scan', 's2', '--dry-run')
    expect(plan.code).toBe(0)
    expect(plan.out).toContain(
      'PLAN for 5 files on 2 accounts: 2 content removed, 2 put back, 1 merged, 0 refused.',
    )
    expect(plan.out).toContain('+++ after')
    expect(plan.out).toContain("source: this file's own history")
    expect(statesOf(root)).toEqual(infected)

    const cleaning = run('clean', '--scan', 's2', '--json')
    expect(cleaning.code).toBe(0)
    const cleaned = done(cleaning)
    expect(core.map((path) => stateOf(root, path))).toEqual(wanted)
    expect(planted.map((path) => lstatSync(join(root, path)).size)).toEqual([0, 0])
    expect(scanCodes(site)).toEqual([0, 0])
    tellsTheStory(site)

    // Both ways there and back: an undo of the undo brings the clean state again.
    const refused = run('undo', ...cleaned)
    expect(refused.code).toBe(3)
    expect(refused.err.match(/\(HF_RESTORE_INFECTED\)/g)).toHaveLength(5)
    const undone = run('undo', ...cleaned, '--force-infected', '--json')
    expect(undone.code).toBe(1)
    expect(statesOf(root)).toEqual(infected)
    takesAway(site, infected)
  })
})

function tellsTheStory({ root, run }: Site): void {
  const history = run('history', join(root, 'wp-load.php'))
  expect(history.out).toMatch(/Cleaned .*o\d+: [0-9a-f]{8} -> [0-9a-f]{8}, this file's own history/)
  expect(history.out).toMatch(/undo until \d{4}-\d\d-\d\d \d\d:\d\d/)
  const page = parsePrinted(run('operation', 'list', '--json')) as { total: number }
  expect(page.total).toBe(5)
}

/** Quarantine and delete empty the tree; restore and undo bring each file back. */
function takesAway(site: Site, infected: readonly (string | null)[]): void {
  const { root, run } = site
  const paths = [...core, ...planted].map((path) => join(root, path))
  for (const action of ['quarantine', 'delete']) {
    const taken = run(action, ...paths, '--json')
    expect(taken.code).toBe(0)
    expect(statesOf(root)).toEqual(infected.map(() => null))
    expect(scanCodes(site)).toEqual([0, 0])
    if (action === 'quarantine') {
      for (const path of paths) {
        expect(run('restore', path, '--from', 'quarantine', '--force-infected').code).toBe(1)
      }
    } else {
      expect(run('undo', ...done(taken), '--force-infected').code).toBe(1)
    }
    expect(statesOf(root)).toEqual(infected)
  }
  const fsck = run('fsck', '--read-data', '--json')
  expect([fsck.code, (parsePrinted(fsck) as { problems: unknown[] }).problems]).toEqual([0, []])
}

describe('a WordPress that is infected at its first scan', () => {
  it('is healed from its release', (context) => {
    needRoot(context)
    const site = copyOfWordpress(needPackage(context, 'wordpress'))
    const { root, original, run } = site
    const wanted = core.map((path) => stateOf(root, path))
    infectCore(root)
    expect(scanCodes(site)).toEqual([1, 3])
    const before = run('clean', '--scan', 's1', '--dry-run')
    expect(before.out).toContain('3 cut out, 0 refused')
    expect(run('baseline', 'add', root, '--release', original).code).toBe(0)
    const cleaning = run('clean', '--scan', 's1', '--json')
    expect(cleaning.code).toBe(0)
    expect((parsePrinted(cleaning) as Printed).operations.map(({ method }) => method)).toEqual([
      'release',
      'release',
      'release',
    ])
    expect(core.map((path) => stateOf(root, path))).toEqual(wanted)
    expect(scanCodes(site)).toEqual([0, 0])
  })

  it('is healed from the other accounts when there is nothing else', (context) => {
    needRoot(context)
    const directory = scratchDirectory()
    const original = join(needPackage(context, 'wordpress'), 'usr/share/wordpress')
    const homes = join(directory, 'home')
    const accounts = ['alice', 'bob', 'carol', 'dave']
    for (const account of accounts) {
      for (const path of core) {
        const file = join(homes, account, 'public_html', path)
        mkdirSync(dirname(file), { recursive: true })
        cpSync(join(original, path), file)
        accounts.forEach((name, i) => {
          if (name === account) chownSync(file, 5001 + i, 5001 + i)
        })
      }
    }
    const root = join(homes, 'alice/public_html')
    const wanted = core.map((path) => stateOf(root, path))
    infectCore(root)
    const site = { root: homes, original, run: commandLine(join(directory, 'store')) }
    expect(scanCodes(site)).toEqual([1, 3])
    const cleaning = site.run('clean', '--scan', 's1', '--json')
    expect(cleaning.code).toBe(0)
    expect((parsePrinted(cleaning) as Printed).operations.map(({ method }) => method)).toEqual([
      'peer',
      'peer',
      'peer',
    ])
    expect(core.map((path) => stateOf(root, path))).toEqual(wanted)
    expect(scanCodes(site)).toEqual([0, 0])
  })
})
