import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, lchownSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TestContext } from 'vitest'
import type { HoldfastError } from '../../../src/domain/errors.ts'
import { resolveTypedPath } from '../../../src/fsafe/read/typedPath.ts'
import { asNobody, bytePath, needRoot, scratchDirectory } from '../../support/scratch.ts'

const nobody = 65534

describe('a typed path', () => {
  it.each([
    ['absolute', (top: string) => join(top, 'site'), 'site', 'directory'],
    ['relative', () => 'site/index.php', 'site/index.php', 'file'],
    ['here', () => '.', '', 'directory'],
    ['with dots and slashes', () => './site//./sub/../index.php', 'site/index.php', 'file'],
    ['with a slash at the end', () => 'site/', 'site', 'directory'],
    ['above the root', (top: string) => `/../..${top}/site`, 'site', 'directory'],
  ] as const)('%s is made absolute', (_, typed, below, kind) => {
    const top = makeSite()
    const path = bytePath(join(top, below))
    expect(resolveTypedPath(typed(top), bytePath(top))).toEqual({ path, kind })
  })

  it('may be bytes that are no text', () => {
    const top = makeSite()
    const bytes = Buffer.from(`${top}/\xff.php`, 'latin1')
    writeFileSync(bytes, '')
    expect(resolveTypedPath(bytes, bytePath('/'))).toEqual({ path: bytes.toString('latin1'), kind: 'file' })
  })

  it.each([
    ['missing', 'site/none', 'HF_NO_SUCH_PATH', /site\/none does not exist$/],
    ['below a file', 'site/index.php/x', 'HF_NO_SUCH_PATH', /index\.php is not a directory$/],
    ['a file with a slash', 'site/index.php/', 'HF_NO_SUCH_PATH', /index\.php is not a directory$/],
    ['through something missing', 'none/../site', 'HF_NO_SUCH_PATH', /none does not exist$/],
    ['empty', '', 'HF_USAGE', /empty/],
    ['with NUL', 'a\0b', 'HF_USAGE', /NUL/],
    ['a pipe', 'site/fifo', 'HF_USAGE', /neither a file nor a directory/],
    ['a name too long', 'n'.repeat(256), 'HF_NO_SUCH_PATH', /longer than 255/],
  ])('%s is refused', (_, typed, code, message) => {
    const top = makeSite()
    const before = readdirSync('/proc/self/fd').length
    const error = failureOf(() => resolveTypedPath(typed, bytePath(top)))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(readdirSync('/proc/self/fd')).toHaveLength(before)
  })

  it('shows a hostile name without its escapes', () => {
    const top = makeSite()
    const error = failureOf(() => resolveTypedPath('a\x1b[2Jb', bytePath(top)))
    expect(error.message).toContain('a\\u{1b}[2Jb does not exist')
  })
})

describe('a link in a typed path', () => {
  it('of root in a directory of root is followed', (context) => {
    const { top } = needRootLinks(context)
    expect(resolveTypedPath('root/link', bytePath(top))).toEqual({
      path: bytePath(`${top}/site`),
      kind: 'directory',
    })
    expect(resolveTypedPath('root/link/sub', bytePath(top)).path).toBe(`${top}/site/sub`)
    // `..` after a link is the parent of where it led, as everywhere else.
    expect(resolveTypedPath('root/link/..', bytePath(top)).path).toBe(top)
    expect(resolveTypedPath('root/absolute/index.php', bytePath(top)).path).toBe(`${top}/site/index.php`)
  })

  it.each([
    ['that the tenant owns', 'tenants-link', 'nobody'],
    ["in a tenant's directory", 'tenant/link', 'nobody'],
    ['in a directory that all may write', 'open/link', 'everyone who can write to its directory'],
  ])('%s is not followed', (_, below, changer) => {
    const { top } = rootLinks()
    const error = failureOf(() => resolveTypedPath(`${below}/sub`, bytePath(top)))
    expect(error.code).toBe('HF_LINK_IN_PATH')
    expect(error.message).toMatch(/can change, so it is not followed; it points to /)
    expect(error.message).toContain(`${top}/${below} is a symbolic link that`)
    if (process.getuid?.() === 0) expect(error.message).toContain(`that ${changer} can change`)
    expect(error.hint).toMatch(/^scan that: holdfast scan \/\S*site$/)
  })

  it('to a target that a shell would run is not offered for pasting', () => {
    const top = makeSite()
    chmodSync(top, 0o777)
    symlinkSync('/tmp/$(reboot)', join(top, 'trap'))
    const error = failureOf(() => resolveTypedPath('trap', bytePath(top)))
    expect(error.code).toBe('HF_LINK_IN_PATH')
    expect(error.hint).toBeNull()
  })

  it('is followed 40 times and no more, so a circle ends', (context) => {
    const { top } = needRootLinks(context)
    symlinkSync('../site', join(top, 'root/l1'))
    for (let count = 2; count <= 41; count += 1) symlinkSync(`l${count - 1}`, join(top, `root/l${count}`))
    expect(resolveTypedPath('root/l40', bytePath(top)).path).toBe(`${top}/site`)
    const error = failureOf(() => resolveTypedPath('root/l41', bytePath(top)))
    expect(error.code).toBe('HF_NO_SUCH_PATH')
    expect(error.message).toContain('more than 40 symbolic links')
  })

  it('of somebody else is not followed by a user either', (context) => {
    const { top } = needRootLinks(context)
    asNobody(() => {
      expect(failureOf(() => resolveTypedPath('tenants-link', bytePath(top))).code).toBe('HF_LINK_IN_PATH')
      expect(resolveTypedPath('root/link', bytePath(top)).path).toBe(`${top}/site`)
    })
  })
})

function makeSite(): string {
  const top = scratchDirectory()
  mkdirSync(join(top, 'site/sub'), { recursive: true })
  writeFileSync(join(top, 'site/index.php'), '')
  execFileSync('mkfifo', [join(top, 'site/fifo')])
  chmodSync(top, 0o755)
  return top
}

function rootLinks(): { readonly top: string } {
  const top = makeSite()
  for (const name of ['root', 'tenant', 'open']) {
    mkdirSync(join(top, name))
    symlinkSync('../site', join(top, name, 'link'))
  }
  symlinkSync(join(top, 'site'), join(top, 'root/absolute'))
  symlinkSync('site', join(top, 'tenants-link'))
  chmodSync(join(top, 'open'), 0o1777)
  if (process.getuid?.() === 0) {
    chownSync(join(top, 'tenant'), nobody, nobody)
    lchownSync(join(top, 'tenants-link'), nobody, nobody)
  }
  return { top }
}

function needRootLinks(context: TestContext): { readonly top: string } {
  needRoot(context)
  return rootLinks()
}

function failureOf(work: () => unknown): HoldfastError {
  try {
    work()
  } catch (error) {
    return error as HoldfastError
  }
  throw new Error('nothing was thrown')
}
