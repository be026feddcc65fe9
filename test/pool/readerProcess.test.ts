import { spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { answerAll, watchedReader, writeSite } from '../support/readers.ts'
import { needRoot, scratchDirectory } from '../support/scratch.ts'

describe('the reader process', () => {
  it('is not started before it is needed and ends when it is closed', async () => {
    const reader = watchedReader()
    expect(reader.pid()).toBeUndefined()
    await reader.loadRules([])
    const pid = reader.pid()
    expect(existsSync(`/proc/${String(pid)}`)).toBe(true)
    await reader.close()
    expect(existsSync(`/proc/${String(pid)}`)).toBe(false)
    await expect(reader.judge([])).rejects.toMatchObject({ code: 'HF_BUG' })
  })

  it('is out of reach of Ctrl-C, which main answers by finishing the batch', async () => {
    const reader = watchedReader()
    await reader.loadRules([])
    const stat = readFileSync(`/proc/${String(reader.pid())}/stat`, 'latin1')
    const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    expect([group, session]).toEqual([String(reader.pid()), String(reader.pid())])
  })

  it('has no rights but to read', async (context) => {
    needRoot(context)
    const reader = watchedReader()
    await reader.loadRules([])
    expect(reader.isolation()).toBe('setpriv')
    const status = readFileSync(`/proc/${String(reader.pid())}/status`, 'latin1')
    const field = (name: string): string => new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? ''
    expect(field('Uid')).not.toMatch(/\b0\b/)
    expect(field('Gid')).not.toMatch(/\b0\b/)
    expect(field('Groups').trim()).toBe('')
    expect(field('NoNewPrivs')).toBe('1')
    const onlyReadSearch = '0000000000000004'
    for (const set of ['CapBnd', 'CapPrm', 'CapEff', 'CapInh', 'CapAmb'])
      expect(field(set)).toBe(onlyReadSearch)
    const environment = readFileSync(`/proc/${String(reader.pid())}/environ`, 'latin1')
    expect(environment.split('\0').filter((entry) => entry !== '')).toEqual([expect.stringMatching(/^PATH=/)])
  })

  it('reads what only another user may read', async (context) => {
    needRoot(context)
    const directory = scratchDirectory()
    const batch = writeSite(join(directory, 'home'), { 'wp-config.php': 'secret' })
    chmodSync(join(directory, 'home', 'wp-config.php'), 0o600)
    chownSync(join(directory, 'home', 'wp-config.php'), 1234, 1234)
    chownSync(join(directory, 'home'), 1234, 1234)
    chmodSync(join(directory, 'home'), 0o700)
    const reader = watchedReader()
    await reader.loadRules([])
    const { items } = await reader.read(batch, answerAll)
    expect(items).toMatchObject([{ state: 'read', verdict: { limits: [], findings: [] } }])
  })

  it('ends at once when main is killed', async () => {
    const directory = scratchDirectory()
    const program = join(directory, 'main.mts')
    const client = pathToFileURL(join(import.meta.dirname, '../../src/pool/client/readerClient.ts')).href
    writeFileSync(
      program,
      `import { startReader } from ${JSON.stringify(client)}
       const reader = startReader({ workers: 1 })
       await reader.loadRules([])
       console.log(reader.pid())
       setInterval(() => undefined, 1000)`,
    )
    const main = spawn(process.execPath, ['--import', 'tsx', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const pid = await new Promise<string>((resolve) => {
      main.stdout.once('data', (piece: Buffer) => {
        resolve(piece.toString().trim())
      })
    })
    expect(existsSync(`/proc/${pid}`)).toBe(true)
    main.kill('SIGKILL')
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false)
  })
})

/** False for a process that has ended and only waits to be collected. */
function isRunning(pid: string): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))
  } catch {
    return false
  }
}
