import { describe, expect, it } from 'vitest'
import { type CountedFile, heldReason, heldRun, type SafetyFacts } from '../../src/domain/safety.ts'
import { bytePath } from '../support/scratch.ts'

const home = bytePath('/home')
const www = bytePath('/var/www')

function files(count: number, root = home, rules: readonly number[] = [101]): readonly CountedFile[] {
  return Array.from({ length: count }, () => ({ root, rules }))
}

function held(changes: Partial<SafetyFacts>): ReturnType<typeof heldRun> {
  return heldRun({
    planned: [],
    earlier: [],
    rootFiles: new Map([
      [home, 10_000],
      [www, 100],
    ]),
    filesMax: 50,
    allowed: null,
    ...changes,
  })
}

describe('a run that would change files', () => {
  it('goes on up to safety.maxFiles in one root, and is held above it', () => {
    expect(held({ planned: files(50) })).toBeNull()
    expect(held({ planned: files(51) })).toMatchObject({ files: 51, limit: 50, because: { kind: 'root' } })
  })

  it('is held by a twentieth of a root, but never by fewer than ten files', () => {
    expect(held({ planned: files(10, www) })).toBeNull()
    expect(held({ planned: files(11, www) })).toMatchObject({
      limit: 10,
      because: { kind: 'root', root: www, rootFiles: 100 },
    })
  })

  it('counts what was changed in the 24 hours before, per root', () => {
    expect(held({ planned: files(20), earlier: files(30) })).toBeNull()
    expect(held({ planned: files(20), earlier: files(31) })).toMatchObject({ files: 20, earlier: 31 })
    expect(held({ planned: files(20), earlier: files(31, www, [7]) })).toBeNull()
  })

  it('is held by one rule over all roots', () => {
    const roots = Array.from({ length: 6 }, (_, i) => bytePath(`/srv/${String(i)}`))
    const planned = roots.flatMap((root) => files(9, root))
    expect(held({ planned })).toMatchObject({ files: 54, limit: 50, because: { kind: 'rule', rule: 101 } })
    expect(held({ planned: planned.map((file, i) => ({ ...file, rules: [i] })) })).toBeNull()
  })

  it('may change as many files as a person allows for this run, and no more', () => {
    expect(held({ planned: files(4812), earlier: files(9999), allowed: 4812 })).toBeNull()
    expect(held({ planned: files(3), allowed: 2 })).toEqual({
      files: 3,
      limit: 2,
      earlier: 0,
      because: { kind: 'allowed' },
    })
  })

  it('says why it is held', () => {
    const reasons = [
      held({ planned: files(20), earlier: files(31) }),
      held({
        planned: files(60, bytePath('/x')).map((file, i) => ({ ...file, root: bytePath(`/x/${String(i)}`) })),
      }),
      held({ planned: files(1), allowed: 0 }),
    ].map((run) => (run === null ? '' : heldReason(run)))
    expect(reasons).toMatchInlineSnapshot(`
      [
        "20 files are, with the 31 of the last 24 hours, more than the 50 that may be changed in /home (safety.maxFiles, or 5 % of its 10,000 files)",
        "60 files are more than the 50 that may be changed because of rule 101 (safety.maxFiles)",
        "1 file is more than the 0 that --max-files allows",
      ]
    `)
  })
})
