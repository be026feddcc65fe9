import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, lchownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { askHolder } from '../../src/store/store.ts'
import { commandLine, parseOutput, program, startCommand } from '../support/commandLine.ts'
import type { Finished } from '../support/commandLine.ts'
import { writeTree } from '../support/holdfast.ts'
import { decodedEval } from '../support/inert.ts'
import { needMounts, needRoot, scratchDirectory } from '../support/scratch.ts'

interface Place {
  readonly directory: string
  readonly site: string
  readonly store: string
  readonly run: (...words: readonly string[]) => Finished
}

function newPlace(files: Readonly<Record<string, string>>): Place {
  const directory = scratchDirectory()
  const [site, store] = [join(directory, 'site'), join(directory, 'store')]
  writeTree(site, files)
  return { directory, site, store, run: commandLine(store) }
}

const nobody = 65534
const pollMs = 5

/** The command line through another program that sets the stage for it. */
function through(launcher: readonly string[], store: string, words: readonly string[]): Finished {
  const [file = '', ...args] = [...launcher, process.execPath, program, ...words]
  const run = spawnSync(file, args, { env: { ...process.env, HOLDFAST_STORE: store }, encoding: 'utf8' })
  return { code: run.status, out: run.stdout, err: run.stderr }
}

function namesOf(items: readonly { readonly file: string }[], site: string): string[] {
  return items.map(({ file }) => file.slice(site.length + 1))
}

describe('the command line on a hostile machine', () => {
  it('as a user without rights says what it could not read', (context) => {
    needRoot(context)
    const { directory, site } = newPlace({
      'secret.php': decodedEval,
      'locked/in.php': decodedEval,
      'open.php': '<?php echo 1;',
    })
    chmodSync(directory, 0o755)
    chmodSync(join(site, 'secret.php'), 0o600)
    chmodSync(join(site, 'locked'), 0o700)
    const home = join(directory, 'home')
    mkdirSync(home)
    chownSync(home, nobody, nobody)
    const launcher = ['setpriv', `--reuid=${String(nobody)}`, `--regid=${String(nobody)}`, '--clear-groups']
    const scan = (): Finished => through(launcher, join(home, 'store'), ['scan', site, '--json'])
    for (let run = 0; run < 2; run += 1) {
      const ended = scan()
      expect([ended.code, ended.err]).toEqual([3, ''])
      const { skipped, findings } = parseOutput(ended)
      expect(findings).toEqual([])
      expect(skipped.map(({ file, reason }) => [file.slice(site.length + 1), reason]).sort()).toEqual([
        ['locked', 'directory-unreadable'],
        ['secret.php', 'unreadable'],
      ])
    }
    chmodSync(join(site, 'secret.php'), 0o644)
    chmodSync(join(site, 'locked'), 0o755)
    const ended = scan()
    expect(ended.code).toBe(1)
    expect(namesOf(parseOutput(ended).findings, site)).toEqual(['locked/in.php', 'secret.php'])
  })

  it('follows no link of a tenant, and says of a missing path that it is missing', (context) => {
    needRoot(context)
    const { directory, site, run } = newPlace({ 'a.php': decodedEval })
    symlinkSync(site, join(directory, 'link'))
    lchownSync(join(directory, 'link'), nobody, nobody)
    const linked = run('scan', join(directory, 'link'))
    expect([linked.code, linked.out]).toEqual([2, ''])
    expect(linked.err).toContain('HF_LINK_IN_PATH')
    const missing = run('scan', join(directory, 'gone'))
    expect([missing.code, missing.out]).toEqual([2, ''])
    expect(missing.err).toContain('HF_NO_SUCH_PATH')
  })

  it('is not sure of a script that is too large to be judged whole, again and again', () => {
    const { site, run } = newPlace({ 'a.txt': 'text' })
    writeFileSync(
      join(site, 'big.php'),
      Buffer.concat([Buffer.from('<?php echo 1;'), Buffer.alloc(17 * 1024 * 1024, 'x\n')]),
    )
    for (let i = 0; i < 2; i += 1) {
      const ended = run('scan', site, '--json')
      expect(ended.code).toBe(3)
      expect(parseOutput(ended).scan).toMatchObject({
        complete: false,
        counts: { undecided: 1, malicious: 0 },
      })
    }
  })

  it('keeps a store whose path is longer than a socket address, and lets only one in', async () => {
    const { directory, site } = newPlace({ 'shell.php': decodedEval })
    for (let i = 0; i < 400; i += 1) writeTree(site, { [`d/${String(i)}.php`]: `<?php echo ${String(i)};` })
    const store = join(directory, 's'.repeat(120), 'store')
    mkdirSync(join(directory, 's'.repeat(120)))
    const run = commandLine(store)
    expect(run('init').code).toBe(0)
    const { child, finished } = startCommand(store, ['scan', site, '--json'])
    // Asking does not take the lock: a `list` that comes first would send the scan away.
    while (child.exitCode === null && (await askHolder(store)) === undefined) await sleep(pollMs)
    const second = run('list')
    if (second.code === 11) expect(second.err).toContain(String(child.pid))
    expect((await finished).code).toBe(1)
    expect(run('fsck').code).toBe(0)
    expect(run('scan', site, '--json').code).toBe(1)
  })

  it('looks at what is mounted, and at what was below when that is gone', (context) => {
    needMounts(context)
    const { directory, site, store, run } = newPlace({
      'mnt/under.php': decodedEval,
      'a.php': '<?php echo 1;',
      'proc/x': '',
    })
    writeFileSync(join(directory, 'upper.php'), decodedEval)
    const script = `mount -t tmpfs none "${site}/mnt" && cp "${directory}/upper.php" "${site}/mnt/" && mount -t proc none "${site}/proc" && exec "$@"`
    const ended = through(['unshare', '-m', 'sh', '-c', script, 'sh'], store, ['scan', site, '--json'])
    expect([ended.code, ended.err]).toEqual([1, ''])
    const mounted = parseOutput(ended)
    expect(namesOf(mounted.findings, site)).toEqual(['mnt/upper.php'])
    expect(mounted.scan.skippedByReason).toEqual({ 'pseudo-filesystem': 1 })
    const plain = parseOutput(run('scan', site, '--json'))
    expect(namesOf(plain.findings, site)).toEqual(['mnt/under.php'])
    expect(plain.scan).toMatchObject({ complete: true, counts: { files: 3 } })
  })

  it('does not scan its own store', () => {
    const { site, store, run } = newPlace({ 'a.php': '<?php echo 1;' })
    expect(run('scan', site).code).toBe(0)
    for (const path of [store, join(store, 'meta')]) {
      const ended = run('scan', path)
      expect([path, ended.code]).toEqual([path, 2])
    }
  })
})
