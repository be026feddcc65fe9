import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileExcludes } from '../../src/walker/exclude.ts'
import { bytePath } from '../support/scratch.ts'

describe('compileExcludes', () => {
  it.each([
    ['cache', '/w/cache', true],
    ['cache', '/w/a/cache', true],
    ['cache', '/w/cache2', false],
    ['*.log', '/w/x/error.log', true],
    ['*.log', '/w/x/error.log.php', false],
    ['*.log', '/w/.log', true],
    ['?.php', '/w/a.php', true],
    ['?.php', '/w/.php', false],
    ['[a-c]x', '/w/bx', true],
    ['[a-c]x', '/w/dx', false],
    ['[!a-c]x', '/w/dx', true],
    ['[^a-c]x', '/w/ax', false],
    ['[]a]', '/w/]', true],
    ['[a-]', '/w/-', true],
    ['a\\*b', '/w/a*b', true],
    ['a\\*b', '/w/axb', false],
    ['é*', '/w/étage', true],
    ['/srv/www/tmp', '/srv/www/tmp', true],
    ['/srv/www/tmp', '/x/srv/www/tmp', false],
    ['/srv/*/tmp', '/srv/a/tmp', true],
    ['/srv/*/tmp', '/srv/a/b/tmp', false],
    ['/srv/**/tmp', '/srv/tmp', true],
    ['/srv/**/tmp', '/srv/a/b/tmp', true],
    ['/srv/**/tmp', '/srv/a/b/xtmp', false],
    ['/srv/**', '/srv/a/b', true],
    ['/srv/**', '/srv', false],
    ['**/node_modules/**', '/w/node_modules/x/y', true],
    ['wp-content/cache/*.tmp', '/w/a/wp-content/cache/b.tmp', true],
    ['wp-content/cache/*.tmp', '/w/a/xwp-content/cache/b.tmp', false],
    ['a/**/b/**/c', '/a/x/b/y/z/c', true],
    ['a/**/b/**/c', '/a/x/c', false],
    ['a**c', '/abbc', true],
    ['*', '/anything', true],
  ])('%s on %s: %s', (glob, path, expected) => {
    expect(compileExcludes([glob])(bytePath(path), 'file')).toBe(expected)
  })

  it('matches directories only with a slash at the end', () => {
    const excludes = compileExcludes(['node_modules/', '/srv/*/tmp/'])
    expect(excludes(bytePath('/w/node_modules'), 'directory')).toBe(true)
    expect(excludes(bytePath('/w/node_modules'), 'file')).toBe(false)
    expect(excludes(bytePath('/srv/a/tmp'), 'directory')).toBe(true)
    expect(excludes(bytePath('/srv/a/tmp'), 'file')).toBe(false)
  })

  it('excludes nothing without patterns, and what any pattern names', () => {
    expect(compileExcludes([])(bytePath('/a'), 'file')).toBe(false)
    expect(compileExcludes(['x', '*.y', 'z'])(bytePath('/z'), 'file')).toBe(true)
  })

  it('matches bytes that are no text', () => {
    expect(compileExcludes(['f??'])(bytePath(Buffer.from('/f\xff\xfe', 'latin1')), 'file')).toBe(true)
  })

  it.each(['', '/', '[', 'a[b', '[é]', 'a\\'])('refuses %j', (glob) => {
    expect(() => compileExcludes([glob])).toThrow(expect.objectContaining({ code: 'HF_USAGE' }) as Error)
  })

  it.each([[Array<string>(1001).fill('x')], [['x'.repeat(4097)]]])('refuses too much', (globs) => {
    expect(() => compileExcludes(globs)).toThrow(expect.objectContaining({ code: 'HF_LIMIT' }) as Error)
  })

  it('takes the time of its length, not of its stars', () => {
    // A backtracking matcher needs more steps for this than there are atoms.
    const excludes = compileExcludes([`/${'*a'.repeat(40)}b`, `**/${'**/*a/'.repeat(20)}b`])
    expect(excludes(bytePath(`/${'a'.repeat(250)}`), 'file')).toBe(false)
    expect(excludes(bytePath('/a'.repeat(200)), 'file')).toBe(false)
  })

  it('agrees with a regular expression on small patterns', () => {
    const piece = fc.constantFrom('a', 'b', '*', '?', '**', '/', '.')
    const text = fc.array(fc.constantFrom('a', 'b', '.', '/'), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), text, (pieces, characters) => {
        const glob = `/${pieces.join('')}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1')
        const path = `/${characters.join('')}`.replace(/\/+/g, '/').replace(/\/$/, '')
        fc.pre(glob !== '/' && path !== '' && !/(^|\/)\.\.?(\/|$)/.test(path))
        expect(compileExcludes([glob])(bytePath(path), 'directory')).toBe(referenceOf(glob).test(path))
      }),
      { numRuns: 5000 },
    )
  })
})

/** The documented meaning, written as a (backtracking) regular expression. */
function referenceOf(glob: string): RegExp {
  const components = glob.slice(1).split('/')
  const source = components.map((component, index) => {
    const isLast = index === components.length - 1
    if (component === '**') return isLast ? '.+' : '(?:[^/]+/)*'
    const name = component.replace(/\./g, '\\.').replace(/\*+/g, '[^/]*').replace(/\?/g, '[^/]')
    return isLast ? name : `${name}/`
  })
  return new RegExp(`^/${source.join('')}$`, 's')
}
