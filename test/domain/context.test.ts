import { describe, expect, it } from 'vitest'
import type { ContextFacts } from '../../src/domain/context.ts'
import { contextSigns, misplacedCode, raisedBy } from '../../src/domain/context.ts'
import type { Finding } from '../../src/domain/verdict.ts'
import { byteName, bytePath } from '../support/scratch.ts'

const mailer: Finding = {
  rule: 2210,
  reason: 'HF-SUSP-2210-php.spam.mailer',
  tier: 'suspicious',
  pack: 'engine',
  summary: 'Sends mail.',
  evidence: [{ offset: 3, length: 4, line: 1, layer: [], excerpt: '' }],
  trace: ['$_POST', 'mail'],
}
const words = ['index.php', 'functions.php', 'header.php', 'footer.php', 'class-walker.php', 'template.php']

function signs(path: string, change: Partial<ContextFacts> = {}): readonly string[] {
  const neighbours = [...words, path.slice(path.lastIndexOf('/') + 1)].map(byteName)
  return contextSigns(mailer, {
    path: bytePath(path),
    root: bytePath('/'),
    neighbours,
    history: 'none',
    ...change,
  })
}

describe('contextSigns', () => {
  it.each([
    ['/home/ann/www/wp-content/uploads/2026/11/banner.php', ['no-place-for-code']],
    ['/home/ann/www/wp-content/themes/shop/images/banner.php', ['no-place-for-code']],
    ['/home/ann/www/uploads/wp-content/plugins/shop/list.php', []],
    ['/home/ann/www/wp-content/plugins/uploads/list.php', ['no-place-for-code']],
    ['/home/uploads.example/www/index.php', []],
    ['/home/ann/www/favicon_1a2b.ico', ['odd-extension']],
    ['/home/ann/www/wp-includes/xk3j9d.php', ['odd-name']],
    ['/home/ann/www/wp-includes/qwrtz.php', ['odd-name']],
    ['/home/ann/www/wp-includes/md5.php', []],
    ['/home/ann/www/wp-includes/html5.php', []],
    ['/home/ann/www/wp-includes/formatting.php', []],
  ])('of %s', (path, expected) => {
    expect(signs(path)).toEqual(expected)
  })

  it('asks no more than the way from the root', () => {
    const root = bytePath('/tmp/uploads/site')
    expect(signs('/tmp/uploads/site/index.php', { root })).toEqual([])
    expect(signs('/tmp/uploads/site/images/index.php', { root })).toEqual(['no-place-for-code'])
  })

  it('takes no name for odd among others like it', () => {
    const neighbours = ['a1b2c3.php', 'd4e5f6.php', 'g7h8i9.php', 'index.php'].map(byteName)
    expect(signs('/srv/cache/a1b2c3.php', { neighbours })).toEqual([])
  })

  it('says of any file that its path was infected before, and of the rest nothing', () => {
    const script = { ...mailer, reason: 'HF-SUSP-2510-js.tool.packed' }
    const facts = {
      path: bytePath('/www/uploads/x1y2z3.js'),
      root: bytePath('/'),
      neighbours: [],
      history: 'dealt-with',
    } as const
    expect(contextSigns(script, facts)).toEqual(['again'])
  })
})

describe('raisedBy', () => {
  it('makes a suspicion malicious where no code belongs, with its evidence', () => {
    const raised = raisedBy(['no-place-for-code'], mailer)
    expect(raised).toMatchObject({ rule: misplacedCode.rule, tier: 'malicious', evidence: mailer.evidence })
    expect(raisedBy(['odd-extension'], mailer).tier).toBe('malicious')
  })

  it('leaves what other signs say to people', () => {
    expect(raisedBy(['odd-name', 'again'], mailer)).toBe(mailer)
    const shell = { ...mailer, tier: 'malicious' as const }
    expect(raisedBy(['no-place-for-code'], shell)).toBe(shell)
  })
})
