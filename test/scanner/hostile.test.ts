import { spawnSync } from 'node:child_process'
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { BytePath } from '../../src/domain/path.ts'
import { loadXxh64, xxh64 } from '../../src/hash/xxh64.ts'
import type { ReaderClient } from '../../src/pool/client/readerClient.ts'
import { startReader } from '../../src/pool/client/readerClient.ts'
import type { ScanResult } from '../../src/scanner/scanContext.ts'
import { movableClock, writeTree } from '../support/holdfast.ts'
import { decodedEval } from '../support/inert.ts'
import { rigScan, shared } from '../support/scanRig.ts'
import type { RigScan } from '../support/scanRig.ts'
import { twinOf } from '../support/twin.ts'
import { bytePath, scratchDirectory, startPerl } from '../support/scratch.ts'

let client: ReaderClient
let reader: () => ReaderClient

beforeAll(() => {
  client = startReader({ workers: 1 })
  reader = shared(client)
})

afterAll(async () => {
  await client.close()
})

interface Place {
  readonly directory: string
  readonly site: string
  readonly scan: (more?: Partial<RigScan>) => Promise<ScanResult>
}

/** An empty site and a store of its own; the clock is five seconds ahead, so that what is written now may be trusted. */
function newPlace(): Place {
  const directory = scratchDirectory()
  const site = join(directory, 'site')
  mkdirSync(site)
  const clock = movableClock()
  clock.advance(5000)
  const scan: Place['scan'] = async (more = {}) =>
    await rigScan({ store: join(directory, 'store'), paths: [site], clock, startReader: reader, ...more })
  return { directory, site, scan }
}

function foundIn({ incidents }: ScanResult, site: string): BytePath[] {
  return incidents.map(({ path }) => path.slice(bytePath(site).length + 1) as BytePath)
}

const shell = Buffer.from(decodedEval)

describe('a hostile tree', () => {
  it('with names of any bytes has each file judged under its own name', async () => {
    const { site, scan } = newPlace()
    const names = [
      'new\nline.php',
      'esc\u001b[2J.php',
      'bidi\u202egpj.php',
      'a\\b.php',
      ' .php',
      '-rf.php',
      '$(id).php',
      '\u0001.php',
      'x'.repeat(251) + '.php',
    ].map((name) => Buffer.from(name))
    names.push(
      Buffer.from([0xff, 0xfe, 0x2e, 0x70]),
      Buffer.from('caf\xe9.php', 'latin1'),
      Buffer.from('café.php'),
    )
    for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${site}/`), name]), shell)
    const found = names.map((name) => name.toString('latin1')).sort()
    const first = await scan()
    expect(foundIn(first, site)).toEqual(found)
    expect(first.record).toMatchObject({ outcome: 'complete', counts: { judged: 1, skipped: 0 } })
    const second = await scan()
    expect(second.record.counts.read).toBe(0)
    expect(foundIn(second, site)).toEqual(found)
  })

  it('with pipes, sockets, devices, loops and holes is walked to its end', async () => {
    const { site, scan } = newPlace()
    writeTree(site, { 'a/shell.php': shell, 'z/shell.php': shell, 'hole.php': '', 'huge.php': '' })
    symlinkSync('..', join(site, 'a/up'))
    symlinkSync('self', join(site, 'self'))
    symlinkSync('/etc', join(site, 'etc'))
    symlinkSync('shell.php', join(site, 'a/link.php'))
    linkSync(join(site, 'a/shell.php'), join(site, 'hard.php'))
    truncateSync(join(site, 'hole.php'), 2 ** 26)
    truncateSync(join(site, 'huge.php'), 2 ** 40)
    spawnSync('mkfifo', [join(site, 'pipe.php')])
    const isDevice = spawnSync('mknod', [join(site, 'device.php'), 'c', '1', '5']).status === 0
    const server = createServer().listen(join(site, 'socket.php'))
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const first = await scan()
    expect(foundIn(first, site)).toEqual(['a/shell.php', 'hard.php', 'z/shell.php'])
    const skipped = { 'special-file': isDevice ? 3 : 2, 'too-large': 1 }
    expect(first.record).toMatchObject({ outcome: 'complete', skipped, counts: { files: 5, read: 4 } })
    const second = await scan()
    expect(foundIn(second, site)).toEqual(foundIn(first, site))
    expect(second.record).toMatchObject({
      outcome: 'complete',
      counts: { read: 0, skipped: first.record.counts.skipped },
    })
    expect(second.snapshots).toEqual(first.snapshots)
  })

  it('cannot hide a script in a large or sparse file', async () => {
    const { site, scan } = newPlace()
    const padding = Buffer.alloc(9 * 2 ** 20, ' ')
    writeTree(site, {
      'middle.php': Buffer.concat([padding, shell, padding]),
      'head.php': shell,
      'inside.php': '',
      'huge.php': shell,
      'film.mp4': Buffer.concat([
        Buffer.from('\0\0\0\x20ftypisom'),
        padding,
        Buffer.from('<?=\xff\x01'),
        padding,
      ]),
    })
    truncateSync(join(site, 'head.php'), 20 * 2 ** 20)
    const inside = openSync(join(site, 'inside.php'), 'r+')
    writeSync(inside, shell, 0, shell.length, 30 * 2 ** 20)
    closeSync(inside)
    truncateSync(join(site, 'inside.php'), 60 * 2 ** 20)
    truncateSync(join(site, 'huge.php'), 2 ** 31)
    const first = await scan()
    expect(foundIn(first, site)).toEqual(['head.php'])
    const undecided = first.undecided.map(({ path }) => path.slice(bytePath(site).length + 1))
    expect(undecided).toEqual(['inside.php', 'middle.php'])
    expect(first.record).toMatchObject({ outcome: 'incomplete', skipped: { 'large-script': 1 } })
    const second = await scan()
    expect(second.record).toMatchObject({ outcome: 'incomplete', skipped: { 'large-script': 1 } })
    expect(second.record.counts).toMatchObject({ read: 0, undecided: 2, malicious: 1 })
  })

  it('cannot have a huge file stand in for a script while it is read', async () => {
    const { directory, site, scan } = newPlace()
    writeTree(directory, { 'site/d/x.php': shell, 'decoy/x.php': '' })
    truncateSync(join(directory, 'decoy/x.php'), 2 ** 31)
    const exchange = (): void => {
      renameSync(join(site, 'd'), join(directory, 'aside'))
      renameSync(join(directory, 'decoy'), join(site, 'd'))
      renameSync(join(directory, 'aside'), join(directory, 'decoy'))
    }
    const deceived: RigScan['startReader'] = () => {
      const real = reader()
      return {
        ...real,
        read: async (batch, answer) => {
          exchange()
          return await real.read(batch, answer).finally(exchange)
        },
      }
    }
    expect((await scan({ startReader: deceived })).record).toMatchObject({
      outcome: 'incomplete',
      skipped: { unstable: 1 },
    })
    expect(foundIn(await scan(), site)).toEqual(['d/x.php'])
  })

  it('is followed down to where no path reaches', async () => {
    const { site, scan } = newPlace()
    const program =
      'chdir $ARGV[0]; for (1 .. 40) { my $d = "d" x 250; mkdir $d; chdir $d or die } open(F, ">shell.php"); print F $ARGV[1]; close F; print "x\\n"'
    spawnSync('perl', ['-e', program, site, decodedEval])
    const first = await scan()
    expect(foundIn(first, site)).toEqual([`${`${'d'.repeat(250)}/`.repeat(40)}shell.php`])
    expect(first.record).toMatchObject({ outcome: 'complete', counts: { directories: 41, files: 1 } })
    const second = await scan()
    expect(second.record.counts).toMatchObject({ read: 0, malicious: 1 })
  })

  it('deeper than the limit is counted and makes the run incomplete', async () => {
    const { site, scan } = newPlace()
    const program =
      'chdir $ARGV[0]; for (1 .. 520) { mkdir "d"; chdir "d" or die } open(F, ">shell.php"); print F $ARGV[1]; close F; print "x\\n"'
    spawnSync('perl', ['-e', program, site, decodedEval])
    for (let run = 0; run < 2; run += 1) {
      expect((await scan()).record).toMatchObject({ outcome: 'incomplete', skipped: { 'too-deep': 1 } })
    }
  })
})

describe('a tenant who works against the scan', () => {
  it('by rewriting, growing and replacing files cannot have one called clean', async () => {
    const { site, scan } = newPlace()
    writeTree(site, {
      'rewritten.php': shell,
      'growing.php': shell,
      'flicker.php': shell,
      'quiet.php': shell,
    })
    const program = String.raw`
      $| = 1; my ($d, $shell) = @ARGV; my $n = 0;
      while (1) {
        $n++;
        open(F, ">$d/rewritten.php"); print F $shell, "#" x ($n % 5000); close F;
        open(F, ">>$d/growing.php"); print F "#"; close F;
        rename("$d/flicker.php", "$d/../away"); rename("$d/../away", "$d/flicker.php");
        print "x\n" if $n == 1;
      }`
    const tenant = await startPerl(program, [site, decodedEval])
    for (let run = 0; run < 4; run += 1) {
      const { record, incidents, skipped } = await scan()
      const { files, read, unchanged } = record.counts
      const gone = record.skipped.vanished ?? 0
      expect(read + unchanged + skipped.length + gone).toBeGreaterThanOrEqual(files)
      expect(record.outcome).toBe(skipped.length > 0 ? 'incomplete' : 'complete')
      expect(foundIn({ incidents } as ScanResult, site)).toContain('quiet.php')
    }
    tenant.kill('SIGKILL')
    await new Promise((resolve) => tenant.once('exit', resolve))
    // The end may have come between two halves of what the tenant does.
    writeFileSync(join(site, 'rewritten.php'), shell)
    spawnSync('mv', [join(site, '../away'), join(site, 'flicker.php')])
    const last = await scan()
    expect(foundIn(last, site)).toEqual(['flicker.php', 'growing.php', 'quiet.php', 'rewritten.php'])
    expect(last.record.outcome).toBe('complete')
  })

  it('by a harmless twin with the same fast hash, size and mtime cannot have a shell taken for it', async () => {
    const { site, scan } = newPlace()
    const good = Buffer.from(`<?php // ${'harmless '.repeat(20)}\n`.padEnd(264))
    const twin = twinOf(good, Buffer.from(`${decodedEval.trim()} __halt_compiler();`))
    await loadXxh64()
    expect([twin.length, xxh64(twin, 0n)]).toEqual([good.length, xxh64(good, 0n)])
    writeTree(site, { 'a.php': good, 'b.php': twin })
    expect(foundIn(await scan(), site)).toEqual(['b.php'])
    const file = join(site, 'a.php')
    const { atime, mtime } = statSync(file)
    writeFileSync(file, twin)
    utimesSync(file, atime, mtime)
    expect(foundIn(await scan(), site)).toEqual(['a.php', 'b.php'])
  })

  it('by moving a directory away while it is read hides nothing from the next scan', async () => {
    const { directory, site, scan } = newPlace()
    writeTree(site, { 'account/web/shell.php': shell, 'account/web/b.php': '<?php echo 2;' })
    const away = join(directory, 'away')
    const moved = (): ReaderClient => {
      const honest = reader()
      return {
        ...honest,
        read: async (batch, answer) => {
          renameSync(join(site, 'account'), away)
          return await honest.read(batch, answer).finally(() => {
            renameSync(away, join(site, 'account'))
          })
        },
      }
    }
    const tricked = await scan({ startReader: moved })
    expect(tricked.record.skipped).toEqual({ unstable: 2 })
    const next = await scan()
    expect(foundIn(next, site)).toEqual(['account/web/shell.php'])
  })

  it('by putting something else in the place of a directory or a file is seen through', async () => {
    const { site, scan } = newPlace()
    writeTree(site, { 'swap/shell.php': shell, 'swap/more/shell.php': shell, 'file.php': shell })
    expect((await scan()).incidents).toHaveLength(3)
    rmSync(join(site, 'swap'), { recursive: true })
    rmSync(join(site, 'file.php'))
    writeTree(site, { swap: shell, 'file.php/shell.php': shell })
    const swapped = await scan()
    expect(foundIn(swapped, site)).toEqual(['file.php/shell.php', 'swap'])
    expect(swapped.snapshots[0]?.files).toBe(2)
    rmSync(join(site, 'swap'))
    rmSync(join(site, 'file.php'), { recursive: true })
    writeTree(site, { 'swap/shell.php': shell, 'swap/more/shell.php': shell, 'file.php': shell })
    const back = await scan()
    expect(foundIn(back, site)).toEqual(['file.php', 'swap/more/shell.php', 'swap/shell.php'])
    expect(back.snapshots[0]?.files).toBe(3)
    expect((await scan()).record.counts).toMatchObject({ read: 0, malicious: 3 })
  })
})
