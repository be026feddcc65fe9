import {
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { WriteCalls } from '../../../src/fsafe/write/calls.ts'
import { systemCalls } from '../../../src/fsafe/write/calls.ts'
import { captureStaged, stageFile } from '../../../src/fsafe/write/change.ts'
import type { Replaced } from '../../../src/fsafe/write/replace.ts'
import { exchangeNames, replaceAllInPlace, replaceInPlace } from '../../../src/fsafe/write/replace.ts'
import { needProgram } from '../../support/debianPackages.ts'
import { byteName } from '../../support/scratch.ts'
import type { WriteRig } from '../../support/writeRig.ts'
import { openDescriptors, plainMetadata, writeRig } from '../../support/writeRig.ts'

const fresh = byteName('7.new')
const kept = byteName('7.old')
const withoutExchange: WriteCalls = { ...systemCalls, run: () => ({ state: 'missing' }) }
const ways = [
  { way: 'by an exchange', calls: systemCalls, replaced: 'replaced' },
  { way: 'without perl', calls: withoutExchange, replaced: 'replaced-with-gap' },
] as const

describe.for(ways)('replaceInPlace $way', ({ calls, replaced }) => {
  it('puts the new file there and keeps what was there', (context) => {
    needProgram(context, 'perl')
    const rig = rigWith('old')
    const { ino } = statSync(join(rig.web.path, 'f.php'))
    expect(replace(rig, calls)).toBe(replaced)
    expect(webText(rig)).toBe('new')
    expect(statSync(rig.staged('7.old')).ino).toBe(ino)
    expect(statSync(rig.staged('7.new')).ino).toBe(statSync(join(rig.web.path, 'f.php')).ino)
  })

  it('is done when repeated, with and without the staged file', (context) => {
    needProgram(context, 'perl')
    const rig = rigWith('old')
    replace(rig, calls)
    expect(replace(rig, calls)).toBe('replaced')
    rmSync(rig.staged('7.new'))
    expect(replace(rig, calls)).toBe('replaced')
    expect([webText(rig), readFileSync(rig.staged('7.old'), 'utf8')]).toEqual(['new', 'old'])
  })

  it('leaves what its owner put there since', (context) => {
    needProgram(context, 'perl')
    const rig = rigWith('old')
    replace(rig, calls)
    rmSync(join(rig.web.path, 'f.php'))
    writeFileSync(join(rig.web.path, 'f.php'), 'of the owner')
    expect(replace(rig, calls)).toBe('occupied')
    expect([webText(rig), readFileSync(rig.staged('7.old'), 'utf8')]).toEqual(['of the owner', 'old'])
  })

  it('says absent of nothing, and brings nothing', (context) => {
    needProgram(context, 'perl')
    const rig = rigWith('old')
    rmSync(join(rig.web.path, 'f.php'))
    expect(replace(rig, calls)).toBe('absent')
    expect(readdirSync(rig.web.path)).toEqual([])
    expect(readdirSync(rig.staged(''))).toEqual(['7.new'])
  })

  it('brings out links and directories that took the name, so that they can be put back', (context) => {
    needProgram(context, 'perl')
    const rig = rigWith('old')
    rmSync(join(rig.web.path, 'f.php'))
    symlinkSync('/etc/passwd', join(rig.web.path, 'f.php'))
    expect(replace(rig, calls)).toBe(replaced)
    expect(readlinkSync(rig.staged('7.old'))).toBe('/etc/passwd')
    expect(captureStaged(calls, rig.stage, kept)).toEqual({ state: 'refused', reason: 'not-a-file' })
    expect(webText(rig)).toBe('new')
  })

  it('goes on after a stop between any two of its calls', (context) => {
    needProgram(context, 'perl')
    let calm = false
    for (let stopAt = 1; !calm; stopAt += 1) {
      const rig = rigWith('old')
      const stopping = stopBefore(calls, stopAt)
      calm = outcomeOf(() => replace(rig, stopping)) !== 'stopped'
      expect(['old', 'new', undefined]).toContain(webTextIfAny(rig))
      expect(['replaced', 'replaced-with-gap']).toContain(replace(rig, calls))
      expect([webText(rig), readFileSync(rig.staged('7.old'), 'utf8')]).toEqual(['new', 'old'])
      expect(stopAt).toBeLessThan(100)
    }
  })
})

describe('replaceInPlace', () => {
  it('believes the stage, not the program: an exchange that was cut off afterwards has happened', (context) => {
    needProgram(context, 'perl')
    const rig = rigWith('old')
    const run: WriteCalls['run'] = (asked) => {
      const ran = systemCalls.run(asked)
      return asked.program === 'perl' ? { state: 'failed' } : ran
    }
    expect(replace(rig, { ...systemCalls, run })).toBe('replaced')
    expect([webText(rig), readFileSync(rig.staged('7.old'), 'utf8')]).toEqual(['new', 'old'])
  })

  it.for([
    { code: 22, outcome: 'replaced-with-gap' },
    { code: 38, outcome: 'replaced-with-gap' },
    { code: 18, outcome: 'elsewhere' },
    { code: 2, outcome: 'absent' },
  ])('takes errno $code of the exchange for $outcome', ({ code, outcome }) => {
    const rig = rigWith('old')
    const run: WriteCalls['run'] = () => ({ state: 'ran', status: 0, output: Buffer.from(`${code}\n`) })
    expect(replace(rig, { ...systemCalls, run })).toBe(outcome)
  })

  it('says what went wrong with any other errno, and can be repeated', (context) => {
    needProgram(context, 'perl')
    const rig = rigWith('old')
    const run: WriteCalls['run'] = () => ({ state: 'ran', status: 0, output: Buffer.from('5\n') })
    expect(() => replace(rig, { ...systemCalls, run })).toThrow(
      expect.objectContaining({ code: 'HF_IO', facts: { path: join(rig.web.path, 'f.php'), code: 'EIO' } }),
    )
    expect(replace(rig, systemCalls)).toBe('replaced')
  })

  it('leaves the file that appears in the gap', () => {
    const rig = rigWith('old')
    const rename: WriteCalls['rename'] = (from, to) => {
      systemCalls.rename(from, to)
      writeFileSync(join(rig.web.path, 'f.php'), 'of the owner')
    }
    expect(replace(rig, { ...withoutExchange, rename })).toBe('occupied')
    expect(webText(rig)).toBe('of the owner')
    expect(readFileSync(rig.staged('7.old'), 'utf8')).toBe('old')
  })
})

describe('replaceAllInPlace', () => {
  it('does many with few runs, and each for itself', (context) => {
    needProgram(context, 'perl')
    const rig = writeRig()
    const names = Array.from({ length: 150 }, (_, index) => `f${index}.php`)
    for (const name of names) {
      if (name !== 'f3.php') writeFileSync(join(rig.web.path, name), `old ${name}`)
      stageText(rig, `${name}.new`, `new ${name}`)
    }
    const before = openDescriptors()
    let runs = 0
    const run: WriteCalls['run'] = (asked) => {
      runs += 1
      return systemCalls.run(asked)
    }
    const all = names.map((name) => ({
      ...{ stage: rig.stage, to: rig.at(name) },
      ...{ fresh: byteName(`${name}.new`), kept: byteName(`${name}.old`) },
    }))
    const link: WriteCalls['link'] = (from, to) => {
      if (String(to).endsWith('/f5.php.old')) throw Object.assign(new Error('EIO'), { code: 'EIO' })
      systemCalls.link(from, to)
    }
    const answers = replaceAllInPlace({ ...systemCalls, run, link }, all)
    expect(runs).toBe(3)
    expect(answers.filter((answer) => answer === 'replaced')).toHaveLength(148)
    expect(answers[3]).toBe('absent')
    expect(answers[5]).toMatchObject({ code: 'HF_IO' })
    expect(readFileSync(join(rig.web.path, 'f5.php'), 'utf8')).toBe('old f5.php')
    expect(readFileSync(join(rig.web.path, 'f149.php'), 'utf8')).toBe('new f149.php')
    expect(readFileSync(rig.staged('f149.php.old'), 'utf8')).toBe('old f149.php')
    expect(openDescriptors()).toBe(before)
  })
})

describe('exchangeNames', () => {
  it('exchanges names of any bytes and any type, and back again', (context) => {
    needProgram(context, 'perl')
    const rig = rigWith('old')
    const odd = { directory: rig.web, name: byteName("a\n'$(id)'ä \\") }
    renameSync(join(rig.web.path, 'f.php'), join(rig.web.path, "a\n'$(id)'ä \\"))
    mkdirSync(rig.staged('7.old'))
    const from = { directory: rig.stage.directory, name: kept }
    expect(exchangeNames(systemCalls, from, odd)).toBe('exchanged')
    expect(statSync(join(rig.web.path, "a\n'$(id)'ä \\")).isDirectory()).toBe(true)
    expect(exchangeNames(systemCalls, from, odd)).toBe('exchanged')
    expect(readFileSync(join(rig.web.path, "a\n'$(id)'ä \\"), 'utf8')).toBe('old')
  })

  it('leaves the other names of a file alone', (context) => {
    needProgram(context, 'perl')
    const rig = rigWith('old')
    linkSync(join(rig.web.path, 'f.php'), join(rig.web.path, 'other'))
    replace(rig, systemCalls)
    expect(readFileSync(join(rig.web.path, 'other'), 'utf8')).toBe('old')
  })
})

function rigWith(text: string): WriteRig {
  const rig = writeRig()
  writeFileSync(join(rig.web.path, 'f.php'), text)
  stageText(rig, fresh, 'new')
  return rig
}

function stageText(rig: WriteRig, name: string, text: string): void {
  const file = { bytes: Buffer.from(text), metadata: plainMetadata(), mtimeMs: 1000 }
  stageFile(systemCalls, rig.stage, byteName(name), { ...file, privileged: 'strip' })
}

function replace(rig: WriteRig, calls: WriteCalls): Replaced {
  return replaceInPlace(calls, rig.stage, { fresh, kept }, rig.at('f.php'))
}

function webText(rig: WriteRig): string {
  return readFileSync(join(rig.web.path, 'f.php'), 'utf8')
}

function webTextIfAny(rig: WriteRig): string | undefined {
  return readdirSync(rig.web.path).includes('f.php') ? webText(rig) : undefined
}

/** Calls that end with an error of no system before the n-th, as when the process is stopped there. */
function stopBefore(calls: WriteCalls, stopAt: number): WriteCalls {
  let count = 0
  return new Proxy(calls, {
    get: (target, name: keyof WriteCalls) => {
      const call = target[name] as (...args: unknown[]) => unknown
      return (...args: unknown[]): unknown => {
        if (name !== 'close' && (count += 1) === stopAt) throw new Stop()
        return call(...args)
      }
    },
  })
}

class Stop extends Error {}

function outcomeOf(work: () => unknown): 'done' | 'stopped' {
  try {
    work()
    return 'done'
  } catch (error) {
    if (error instanceof Stop) return 'stopped'
    throw error
  }
}
