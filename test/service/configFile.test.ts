import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withOverride } from '../../src/domain/config.ts'
import { configBytesMax } from '../../src/domain/limits.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { loadConfig, saveConfig } from '../../src/service/configFile.ts'
import { needRoot, scratchDirectory } from '../support/scratch.ts'

const me = process.getuid?.() ?? 0
const stranger = 54_321
const text = '{"safety":{"maxFiles":7}}\n'

function fileWith(bytes: string | Buffer, mode = 0o600): string {
  const file = join(scratchDirectory(), 'config.json')
  writeFileSync(file, bytes)
  chmodSync(file, mode)
  return file
}

const unsafe = expect.objectContaining({ code: 'HF_CONFIG_UNSAFE' }) as Error
const invalid = expect.objectContaining({ code: 'HF_CONFIG_INVALID' }) as Error

describe('loadConfig', () => {
  it('uses the defaults when there is no file, whatever the directory', () => {
    const directory = scratchDirectory()
    chmodSync(directory, 0o777)
    for (const file of ['config.json', 'none/config.json', 'none/at/all/config.json']) {
      const loaded = loadConfig(join(directory, file), me)
      expect(loaded.hash).toBeNull()
      expect(loaded.config.safety.maxFiles).toBe(50)
    }
  })

  it('reads settings and the hash of the bytes', () => {
    const file = fileWith(text)
    const loaded = loadConfig(file, me)
    expect(loaded.config.safety.maxFiles).toBe(7)
    expect([...loaded.overrides]).toEqual([['safety.maxFiles', 7]])
    expect(loaded.hash).toBe(sha256(Buffer.from(text)))
  })

  it.each([0o400, 0o600, 0o644, 0o755])('accepts mode %o', (mode) => {
    expect(loadConfig(fileWith(text, mode), me).config.safety.maxFiles).toBe(7)
  })

  it.each([0o620, 0o602, 0o666, 0o777])('refuses mode %o', (mode) => {
    expect(() => loadConfig(fileWith(text, mode), me)).toThrow(unsafe)
  })

  it('refuses the file of somebody else, and takes one of root', (context) => {
    needRoot(context)
    const file = fileWith(text)
    expect(loadConfig(file, stranger).config.safety.maxFiles).toBe(7)
    chownSync(file, stranger, stranger)
    expect(() => loadConfig(file, 0)).toThrow(unsafe)
    expect(loadConfig(file, stranger).config.safety.maxFiles).toBe(7)
  })

  it.each([0o770, 0o777, 0o1777])(
    'refuses a directory of mode %o, in which others can put the file',
    (mode) => {
      const directory = join(scratchDirectory(), 'd')
      mkdirSync(directory)
      writeFileSync(join(directory, 'config.json'), text, { mode: 0o600 })
      chmodSync(directory, mode)
      expect(() => loadConfig(join(directory, 'config.json'), me)).toThrow(unsafe)
    },
  )

  it('refuses a sticky directory further up that belongs to somebody else', (context) => {
    needRoot(context)
    const above = join(scratchDirectory(), 'theirs')
    const file = join(above, 'ours/config.json')
    mkdirSync(join(above, 'ours'), { recursive: true, mode: 0o755 })
    writeFileSync(file, text, { mode: 0o600 })
    chmodSync(above, 0o1755)
    expect(loadConfig(file, 0).config.safety.maxFiles).toBe(7)
    chownSync(above, stranger, stranger)
    expect(() => loadConfig(file, 0)).toThrow(unsafe)
  })

  it('refuses a directory further up in which others can rename', () => {
    const directory = scratchDirectory()
    mkdirSync(join(directory, 'open', 'holdfast'), { recursive: true })
    const file = join(directory, 'open', 'holdfast', 'config.json')
    writeFileSync(file, text, { mode: 0o600 })
    expect(loadConfig(file, me).config.safety.maxFiles).toBe(7)
    chmodSync(join(directory, 'open'), 0o777)
    expect(() => loadConfig(file, me)).toThrow(unsafe)
  })

  it('follows no link in the place of the file and no FIFO or directory', () => {
    const file = fileWith(text)
    const directory = join(file, '..')
    symlinkSync(file, join(directory, 'link'))
    symlinkSync('/nowhere', join(directory, 'dangling'))
    mkdirSync(join(directory, 'directory'))
    execFileSync('/usr/bin/mkfifo', ['-m', '600', join(directory, 'fifo')])
    linkSync(file, join(directory, 'hardlink'))
    for (const name of ['link', 'dangling', 'directory', 'fifo']) {
      expect(() => loadConfig(join(directory, name), me)).toThrow(unsafe)
    }
    expect(loadConfig(join(directory, 'hardlink'), me).config.safety.maxFiles).toBe(7)
  })

  it.each([
    ['a mistyped key', '{"scan":{"worker":2}}'],
    ['no JSON', 'safety.maxFiles = 7'],
    ['nothing', ''],
    ['bytes that are no UTF-8', Buffer.from('{"scan":{"exclude":["\xff"]}}', 'latin1')],
    ['more than a configuration', ' '.repeat(configBytesMax + 1)],
  ])('refuses %s', (_, bytes) => {
    expect(() => loadConfig(fileWith(bytes), me)).toThrow(invalid)
  })
})

describe('saveConfig', () => {
  it('writes what loadConfig reads, private and without leftovers', () => {
    const directory = join(scratchDirectory(), 'etc', 'holdfast')
    const file = join(directory, 'config.json')
    const overrides = withOverride(new Map(), 'malware.defaultAction', 'display')
    saveConfig(file, me, overrides)
    expect(loadConfig(file, me).config.malware.defaultAction).toBe('display')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    saveConfig(file, me, withOverride(overrides, 'safety.maxFiles', '3'))
    expect(loadConfig(file, me).config.safety.maxFiles).toBe(3)
    expect(readdirSync(directory)).toEqual(['config.json'])
  })

  it('replaces what a crash left and never writes through a link', () => {
    const directory = scratchDirectory()
    const file = join(directory, 'config.json')
    const victim = join(directory, 'victim')
    writeFileSync(victim, 'precious')
    symlinkSync(victim, file)
    symlinkSync(victim, join(directory, '.config.json.new'))
    saveConfig(file, me, new Map())
    expect(readFileSync(victim, 'utf8')).toBe('precious')
    expect(loadConfig(file, me).config.safety.maxFiles).toBe(50)
    expect(readdirSync(directory).sort()).toEqual(['config.json', 'victim'])
  })

  it('does not write where others could replace it', () => {
    const directory = scratchDirectory()
    chmodSync(directory, 0o777)
    expect(() => {
      saveConfig(join(directory, 'config.json'), me, new Map())
    }).toThrow(unsafe)
    expect(readdirSync(directory)).toEqual([])
  })
})
