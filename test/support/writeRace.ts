import { lchownSync, linkSync, lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Stage } from '../../src/fsafe/write/stage.ts'
import { closeStage } from '../../src/fsafe/write/stage.ts'
import { scratchDirectory, startPerl } from './scratch.ts'
import { stageOf } from './writeRig.ts'

export interface Race {
  readonly top: string
  readonly web: string
  /** The directory of the tenant, `web/d`. */
  readonly site: string
  /** Never touched, and holds the names that the site has. */
  readonly outside: string
  readonly stage: Stage
}

export function prepareRace(): Race {
  const top = scratchDirectory()
  const web = join(top, 'web')
  const [site, outside] = [join(web, 'd'), join(top, 'outside')]
  mkdirSync(site, { recursive: true })
  mkdirSync(join(outside, 'sub'), { recursive: true })
  writeFileSync(join(outside, 'f.php'), 'SECRET')
  linkSync(join(outside, 'f.php'), join(outside, 'second'))
  writeFileSync(join(outside, 'sub/f.php'), 'SECRET')
  const stage = stageOf(top)
  onTestFinished(() => {
    closeStage(stage)
  })
  return { top, web, site, outside, stage }
}

export function ownedByTenant(path: string): void {
  if (process.getuid?.() === 0) lchownSync(path, 65534, 65534)
}

/** Exchanges two names for ever, also when one of them is missing for a while. */
export async function startSwapper(a: string, b: string): Promise<void> {
  const renameat2 = process.arch === 'arm64' ? 276 : 316
  const program = `$| = 1; my ($a, $b) = @ARGV; my $n = 0;
    while (1) { syscall(${renameat2}, -100, $a, -100, $b, 2); print "x\\n" if $n++ == 0 }`
  await startPerl(program, [a, b])
}

/** Bytes and every stat fact of what nobody may touch; a link or a change of owner would move its ctime. */
export function canary({ outside }: Race): unknown {
  const names = readdirSync(outside, { recursive: true, encoding: 'utf8' }).sort()
  return names.map((name) => {
    const stats = lstatSync(join(outside, name), { bigint: true })
    const { dev, ino, mode, nlink, uid, gid, size, mtimeNs, ctimeNs } = stats
    const text = stats.isFile() ? readFileSync(join(outside, name), 'utf8') : ''
    return { name, text, dev, ino, mode, nlink, uid, gid, size, mtimeNs, ctimeNs }
  })
}

export function countOutcomes(attempts: number, act: (index: number) => string): Map<string, number> {
  const seen = new Map<string, number>([['attempts', attempts]])
  for (let index = 0; index < attempts; index += 1) {
    const outcome = act(index)
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
  }
  return seen
}

export function report(name: string, seen: ReadonlyMap<string, number>): void {
  console.log(`races: ${name}: ${[...seen].map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`)
}
