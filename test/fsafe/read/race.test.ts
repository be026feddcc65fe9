import { createHash } from 'node:crypto'
import { chownSync, lchownSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { closeDirectory, openChild, tryOpenDirectory } from '../../../src/fsafe/read/directory.ts'
import { listNames } from '../../../src/fsafe/read/listNames.ts'
import { readLinkTarget } from '../../../src/fsafe/read/readLink.ts'
import { readStable } from '../../../src/fsafe/read/readStable.ts'
import { resolveTypedPath } from '../../../src/fsafe/read/typedPath.ts'
import { byteName, bytePath, scratchDirectory, startFlipper } from '../../support/scratch.ts'

const attempts = 4000
/** How long to look for the escape of the careless reader that proves that the race is really on. */
const controlAttemptsMax = 500_000

describe('with a tenant who swaps as fast as the kernel can', () => {
  it('a directory for a link: nothing outside is listed, read or resolved', async () => {
    const { top, web } = prepare()
    await startFlipper(join(web, 'd'), join(web, 'd2'))
    expect(readCarelessly(join(web, 'd/f.php'))).toBe('escaped')
    const outcomes = { read: 0, refused: 0 }
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const seen = readBelow(join(web, 'd'))
      expect(seen).not.toContain('SECRET')
      outcomes[seen === 'refused' ? 'refused' : 'read'] += 1
      expect(resolvedBelow(join(web, 'd/only-outside'))).toBe('refused')
    }
    expect(outcomes.read).toBeGreaterThan(0)
    expect(outcomes.refused).toBeGreaterThan(0)
    expect(readFileSync(join(top, 'outside/f.php'), 'utf8')).toBe('SECRET')
  })

  it('a file for a link: the link is never followed', async () => {
    const { top, web } = prepare()
    symlinkSync(join(top, 'outside/f.php'), join(web, 'd/g.php'))
    await startFlipper(join(web, 'd/f.php'), join(web, 'd/g.php'))
    expect(readCarelessly(join(web, 'd/f.php'))).toBe('escaped')
    const seen = new Set<string>()
    for (let attempt = 0; attempt < attempts; attempt += 1) seen.add(readBelow(join(web, 'd')))
    expect([...seen].filter((what) => what.includes('SECRET'))).toEqual([])
    expect(seen).toContain('f.php,g.php: bait')
  })
})

/** web/d is the tenant's directory with a bait, web/d2 his link to `outside`. */
function prepare(): { readonly top: string; readonly web: string } {
  const top = scratchDirectory()
  const web = join(top, 'web')
  mkdirSync(join(web, 'd'), { recursive: true })
  mkdirSync(join(top, 'outside'))
  writeFileSync(join(web, 'd/f.php'), 'bait')
  writeFileSync(join(top, 'outside/f.php'), 'SECRET')
  writeFileSync(join(top, 'outside/only-outside'), 'SECRET')
  symlinkSync(join(top, 'outside'), join(web, 'd2'))
  if (process.getuid?.() === 0) {
    chownSync(web, 65534, 65534)
    lchownSync(join(web, 'd2'), 65534, 65534)
  }
  return { top, web }
}

function readCarelessly(path: string): 'escaped' | 'held' {
  for (let attempt = 0; attempt < controlAttemptsMax; attempt += 1) {
    try {
      if (readFileSync(path, 'utf8') === 'SECRET') return 'escaped'
    } catch {
      // The link was there for part of the way; try again.
    }
  }
  return 'held'
}

/** What a walk of `path` sees: its names and the bytes of f.php. */
function readBelow(path: string): string {
  const directory = tryOpenDirectory(bytePath(path))
  if (typeof directory === 'string') return 'refused'
  try {
    const listing = listNames(directory)
    const names = typeof listing === 'string' ? listing : listing.names.join()
    const read = readStable(directory, byteName('f.php'), () => createHash('sha256'))
    const target = readLinkTarget(directory, byteName('f.php'))
    const child = openChild(directory, byteName('f.php'))
    if (typeof child !== 'string') throw new Error('a file was opened as a directory')
    if (Buffer.isBuffer(target)) expect(target.toString()).toMatch(/outside\/f\.php$/)
    return `${names}: ${read.state === 'read' ? read.bytes.toString() : read.state}`
  } finally {
    closeDirectory(directory)
  }
}

function resolvedBelow(path: string): string {
  try {
    return resolveTypedPath(path, bytePath('/')).path
  } catch {
    return 'refused'
  }
}
