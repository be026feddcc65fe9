import { appendFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Holdfast } from '../../src/service/contract.ts'
import type { ScanReport } from '../../src/service/contract/scan.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from './holdfast.ts'
import { decodedEval } from './inert.ts'

export interface BrokenSite {
  readonly directory: string
  readonly site: string
  readonly holdfast: Holdfast
  /** Three and two hours ago by the clock of the store. */
  readonly clean: ScanReport
  readonly broken: ScanReport
  /** Closes the store and removes everything. */
  readonly end: () => Promise<void>
}

/** One site, scanned clean, and again with two infected copies, one edit and one removed file. */
export async function breakIntoSite(): Promise<BrokenSite> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-test-')))
  const site = join(directory, 'site')
  const clock = movableClock()
  writeTree(site, {
    'index.php': '<?php echo 1;\n',
    'old/gone.txt': 'soon gone',
    'pic.png': image,
    'empty-a': '',
    'empty-b': '',
    'uploads/note.txt': 'a note\n',
  })
  const holdfast = await openTestStore(directory, clock, { host: 'web7', zone: () => 'UTC' })
  const clean = await scanPaths(holdfast, [site])
  clock.advance(hour)
  writeTree(site, { 'uploads/x.php': decodedEval, 'uploads/y.php': decodedEval })
  appendFileSync(join(site, 'index.php'), 'echo 2;\n')
  rmSync(join(site, 'old'), { recursive: true })
  const broken = await scanPaths(holdfast, [site])
  clock.advance(2 * hour)
  const end = async (): Promise<void> => {
    await holdfast.close()
    rmSync(directory, { recursive: true, force: true })
  }
  return { directory, site, holdfast, clean, broken, end }
}

const hour = 3_600_000
const image = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de', 'hex')
