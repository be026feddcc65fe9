import { lstatSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { askHolder, openStore } from '../../src/store/store.ts'
import { scratchDirectory } from '../support/scratch.ts'
import { describeTest } from './describeTest.ts'
import { closedStore, newStore, reopened, startChild } from './testStore.ts'

describe('a store that another process holds', () => {
  it('is refused with what the holder does, and free again when it was killed', async () => {
    const directory = await closedStore()
    const holder = startChild('holdStore.ts', directory)
    await holder.printed(1)
    const { pid } = holder.process
    await expect(openStore(directory, { describe: describeTest })).rejects.toMatchObject({
      code: 'HF_STORE_LOCKED',
      exitCode: 11,
      message: `the store is in use by scan s213 of /home (pid ${String(pid)}, since 2025-11-22T02:00:01.000Z)`,
      facts: { pid, scan: 213, filesDone: 4_218_000, filesExpected: 7_232_000, findings: 3 },
      hint: `wait for it: --wait    stop it: kill -INT ${String(pid)}`,
    })
    expect(await askHolder(directory)).toEqual({ ...describeTest(), pid })

    holder.process.kill('SIGKILL')
    await holder.ended()
    expect(readdirSync(directory)).toContain('lock.sock')
    expect(await askHolder(directory)).toBeUndefined()
    const store = await reopened(directory)
    expect(await askHolder(directory)).toEqual(describeTest())
    await store.close()
    expect(readdirSync(directory).sort()).toEqual(['ballast', 'format.json', 'meta', 'meta.seal', 'objects'])
  })

  it('stays refused while the holder is stopped and cannot answer', async () => {
    const directory = await closedStore()
    const holder = startChild('holdStore.ts', directory)
    await holder.printed(1)
    holder.process.kill('SIGSTOP')
    expect(await askHolder(directory)).toBeUndefined()
    await expect(openStore(directory, { describe: describeTest })).rejects.toMatchObject({
      code: 'HF_STORE_LOCKED',
    })
    holder.process.kill('SIGCONT')
    expect(await askHolder(directory)).toMatchObject({ scan: 213 })
  })

  it('has exactly one holder when many start over the socket of a dead one', async () => {
    const directory = await closedStore()
    const first = startChild('holdStore.ts', directory)
    await first.printed(1)
    first.process.kill('SIGKILL')
    await first.ended()
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, async () => await openStore(directory, { describe: describeTest })),
    )
    const won = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []))
    const lost = attempts.flatMap((attempt) =>
      attempt.status === 'rejected' ? [attempt.reason as unknown] : [],
    )
    expect(won).toHaveLength(1)
    for (const reason of lost) expect(reason).toMatchObject({ code: 'HF_STORE_LOCKED' })
    await Promise.all(
      won.map(async (store) => {
        await store.close()
      }),
    )
    expect(readdirSync(directory).filter((name) => name.startsWith('lock'))).toEqual([])
  })
})

describe('the lock socket', () => {
  it('works in a store whose path is longer than a socket address', async () => {
    const deep = `${scratchDirectory()}/${'long-directory-name/'.repeat(10)}store`
    const store = await newStore(deep)
    expect(deep.length).toBeGreaterThan(107)
    expect(lstatSync(`${deep}/lock.sock`).isSocket()).toBe(true)
    expect(await askHolder(deep)).toEqual(describeTest())
    await store.close()
    expect(readdirSync(deep).sort()).toEqual(['ballast', 'format.json', 'meta', 'meta.seal', 'objects'])
  })

  it('does not notice what is sent to it', async () => {
    const store = await newStore()
    const socket = connect(`${store.directory}/lock.sock`)
    socket.on('error', () => undefined)
    socket.resume()
    socket.write(Buffer.alloc(100_000, 0x41))
    await new Promise((resolve) => socket.on('close', resolve))
    expect(await askHolder(store.directory)).toEqual(describeTest())
  })

  it('answers one line that a long description cannot break', async () => {
    const directory = await closedStore()
    const long = { ...describeTest(), what: `scan of /${'\u{1F4A9}x'.repeat(5000)}` }
    const store = await openStore(directory, { describe: () => long })
    const status = await askHolder(directory)
    await store.close()
    expect(status?.what.startsWith('scan of /\u{1F4A9}x')).toBe(true)
    expect(status).toMatchObject({ pid: long.pid, findings: 3 })
  })

  it.each([
    ['not JSON', 'hello\n'],
    [
      'a wrong type',
      '{"pid":"1","what":"x","scan":null,"since":0,"filesDone":0,"filesExpected":null,"findings":0}',
    ],
    ['an escape sequence', JSON.stringify({ ...describeTest(), what: 'scan \u001b[31m' })],
    ['a right-to-left override', JSON.stringify({ ...describeTest(), what: 'scan \u202e' })],
    ['more than an answer may have', `${JSON.stringify(describeTest())}${' '.repeat(5000)}`],
    ['nothing', ''],
  ])('is not believed when it says %s', async (_, line) => {
    const directory = await closedStore()
    const server = createServer((socket) => socket.end(line))
    await new Promise<void>((resolve) => server.listen(`${directory}/lock.sock`, resolve))
    expect(await askHolder(directory)).toBeUndefined()
    await expect(openStore(directory, { describe: describeTest })).rejects.toMatchObject({
      code: 'HF_STORE_LOCKED',
      facts: {},
    })
    await new Promise((resolve) => server.close(resolve))
  })

  it('is not released by a store that lost it', async () => {
    const store = await newStore()
    renameSync(`${store.directory}/lock.sock`, `${store.directory}/moved`)
    writeFileSync(`${store.directory}/lock.sock`, 'of somebody else')
    await store.close()
    expect(readdirSync(store.directory)).toContain('lock.sock')
  })

  it('leaves nothing in a directory that is not a store', async () => {
    const directory = `${scratchDirectory()}/other`
    mkdirSync(directory, { mode: 0o700 })
    writeFileSync(`${directory}/mine`, '')
    await expect(openStore(directory, { describe: describeTest })).rejects.toMatchObject({
      code: 'HF_STORE_FOREIGN',
    })
    expect(readdirSync(directory)).toEqual(['mine'])
    symlinkSync(directory, `${directory}-link`)
    await expect(askHolder(`${directory}-link`)).rejects.toMatchObject({ code: 'HF_STORE_UNSAFE' })
  })
})
