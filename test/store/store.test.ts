import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { singleKey } from '../../src/codec/keys.ts'
import { createStore, openStore } from '../../src/store/store.ts'
import { needRoot, scratchDirectory } from '../support/scratch.ts'
import { describeTest } from './describeTest.ts'
import { closedStore, contentToWrite, newStore, reopened } from './testStore.ts'

const opening = { describe: describeTest }
const creating = { ...opening, entropy: randomBytes }

/** Every file below a directory with its size and time: what a refused open must not change. */
function contentsOf(directory: string): string[] {
  return fs.readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => {
    const stat = fs.lstatSync(`${directory}/${name}`)
    return `${name} ${String(stat.size)} ${stat.isDirectory() ? '' : String(stat.mtimeMs)}`
  })
}

describe('createStore', () => {
  it('makes a private directory with two databases and keeps id and secret', async () => {
    const store = await newStore()
    const { id, secret, directory } = store
    const content = contentToWrite(Buffer.from('hello'))
    await (await store.objects()).writeGroup([content])
    await store.close()
    expect(fs.statSync(directory).mode & 0o777).toBe(0o700)
    expect(fs.readdirSync(directory).sort()).toEqual([
      ...['ballast', 'format.json', 'meta', 'meta.seal', 'objects', 'objects.seal'],
    ])
    for (const name of fs.readdirSync(`${directory}/meta`)) {
      expect(fs.statSync(`${directory}/meta/${name}`).mode & 0o077, name).toBe(0)
    }
    expect(JSON.parse(fs.readFileSync(`${directory}/format.json`, 'utf8'))).toEqual({
      format: 1,
      storeId: id,
    })
    const again = await reopened(directory)
    expect({ id: again.id, secret: again.secret }).toEqual({ id, secret })
    expect(secret).toHaveLength(32)
    expect(await (await again.objects()).readContent(content.oid)).toEqual(Buffer.from('hello'))
  })

  it('takes an empty directory of ours and closes it to others', async () => {
    const directory = `${scratchDirectory()}/empty`
    fs.mkdirSync(directory, { mode: 0o755 })
    await newStore(directory)
    expect(fs.statSync(directory).mode & 0o777).toBe(0o700)
  })

  it('refuses a directory with anything in it and leaves it as it was', async () => {
    const directory = scratchDirectory()
    fs.writeFileSync(`${directory}/index.php`, '')
    await expect(createStore(directory, creating)).rejects.toMatchObject({ code: 'HF_STORE_FOREIGN' })
    expect(fs.readdirSync(directory)).toEqual(['index.php'])
  })

  it('refuses a second store in the same place', async () => {
    const directory = await closedStore()
    await expect(createStore(directory, creating)).rejects.toMatchObject({
      code: 'HF_STORE_EXISTS',
      exitCode: 2,
    })
  })

  it('never takes a store that lost its format file for an unfinished one', async () => {
    const directory = await closedStore()
    fs.rmSync(`${directory}/format.json`)
    const before = contentsOf(directory)
    await expect(createStore(directory, creating)).rejects.toMatchObject({ code: 'HF_STORE_FOREIGN' })
    await expect(openStore(directory, opening)).rejects.toMatchObject({ code: 'HF_STORE_CORRUPT' })
    expect(contentsOf(directory)).toEqual(before)
  })

  it('goes on where an earlier creation was interrupted', async () => {
    const directory = await closedStore()
    fs.renameSync(`${directory}/format.json`, `${directory}/format.json.new`)
    for (const later of ['ballast', 'meta.seal', 'objects.seal'])
      fs.rmSync(`${directory}/${later}`, { force: true })
    await expect(openStore(directory, opening)).rejects.toMatchObject({ code: 'HF_NO_STORE', exitCode: 10 })
    const store = await newStore(directory)
    expect((await store.objects()).database).toBeDefined()
    await store.close()
    await (await reopened(directory)).objects()
  })
})

describe('openStore', () => {
  it('says that there is no store where there is none', async () => {
    const directory = scratchDirectory()
    await expect(openStore(`${directory}/missing`, opening)).rejects.toMatchObject({ code: 'HF_NO_STORE' })
    await expect(openStore(directory, opening)).rejects.toMatchObject({ code: 'HF_NO_STORE' })
    expect(fs.readdirSync(directory)).toEqual([])
  })

  it('refuses a place that somebody else could exchange', async (context) => {
    const top = fs.realpathSync(scratchDirectory())
    const refused = async (directory: string): Promise<void> => {
      const before = contentsOf(top)
      await expect(createStore(directory, creating)).rejects.toMatchObject({ code: 'HF_STORE_UNSAFE' })
      expect(contentsOf(top)).toEqual(before)
    }
    fs.mkdirSync(`${top}/open`, { mode: 0o700 })
    fs.chmodSync(`${top}/open`, 0o777)
    await refused(`${top}/open/new/store`)
    fs.chmodSync(`${top}/open`, 0o1777)
    await (await createStore(`${top}/open/store`, creating)).close()
    fs.chmodSync(`${top}/open`, 0o777)
    await expect(openStore(`${top}/open/store`, opening)).rejects.toMatchObject({ code: 'HF_STORE_UNSAFE' })
    needRoot(context)
    fs.mkdirSync(`${top}/tenant/real`, { recursive: true })
    fs.mkdirSync(`${top}/ours`)
    fs.symlinkSync(`${top}/ours`, `${top}/tenant/link`)
    fs.symlinkSync(`${top}/tenant/real`, `${top}/ours/link`)
    for (const mode of [0o755, 0o1755]) {
      fs.chmodSync(`${top}/tenant`, mode)
      fs.chownSync(`${top}/tenant`, 65534, 65534)
      for (const place of ['tenant/store', 'tenant/real/store', 'tenant/link/store', 'ours/link/store'])
        await refused(`${top}/${place}`)
    }
    fs.chownSync(`${top}/tenant`, 0, 65534)
    fs.chmodSync(`${top}/tenant`, 0o775)
    await refused(`${top}/tenant/store`)
  })

  it('asks nobody to close a directory of the system that was taken for a store', async () => {
    const directory = scratchDirectory()
    fs.chmodSync(directory, 0o755)
    fs.writeFileSync(`${directory}/passwd`, '')
    const refusal = { code: 'HF_STORE_UNSAFE', hint: expect.not.stringContaining('chmod') as string }
    await expect(openStore(directory, opening)).rejects.toMatchObject(refusal)
    await expect(createStore(directory, creating)).rejects.toMatchObject(refusal)
    fs.writeFileSync(`${directory}/format.json`, '')
    await expect(openStore(directory, opening)).rejects.toMatchObject({ hint: `chmod 700 ${directory}` })
  })

  it('refuses a link, a file, another owner and a directory open to others', async (context) => {
    needRoot(context)
    const directory = await closedStore()
    fs.symlinkSync(directory, `${directory}-link`)
    await expect(openStore(`${directory}-link`, opening)).rejects.toMatchObject({ code: 'HF_STORE_UNSAFE' })
    await expect(openStore(`${directory}/format.json`, opening)).rejects.toMatchObject({
      code: 'HF_STORE_FOREIGN',
    })
    fs.chmodSync(directory, 0o750)
    await expect(openStore(directory, opening)).rejects.toMatchObject({ code: 'HF_STORE_UNSAFE' })
    fs.chmodSync(directory, 0o700)
    fs.chownSync(directory, 65534, 65534)
    await expect(openStore(directory, opening)).rejects.toMatchObject({ code: 'HF_STORE_UNSAFE' })
    await expect(createStore(directory, creating)).rejects.toMatchObject({ code: 'HF_STORE_UNSAFE' })
  })

  it.each([
    ['a newer format', '{"format":2,"storeId":{"any":"thing"}}', 'HF_FORMAT_NEWER'],
    ['an older format', '{"format":0}', 'HF_FORMAT_OLDER'],
    ['no format', '{"storeId":"x"}', 'HF_STORE_CORRUPT'],
    ['no id', '{"format":1}', 'HF_STORE_CORRUPT'],
    ['no JSON', '{"format":1', 'HF_STORE_CORRUPT'],
    ['nothing', '', 'HF_STORE_CORRUPT'],
  ])('refuses a format file with %s and touches nothing', async (_, text, code) => {
    const directory = await closedStore()
    fs.writeFileSync(`${directory}/format.json`, text)
    const before = contentsOf(directory)
    await expect(openStore(directory, opening)).rejects.toMatchObject({ code })
    expect(contentsOf(directory)).toEqual(before)
  })

  it.each(['objects', 'meta'])(
    'never opens %s without its CURRENT file, which would empty it',
    async (name) => {
      const directory = await closedStore()
      fs.rmSync(`${directory}/${name}/CURRENT`)
      const before = contentsOf(directory)
      await expect(openStore(directory, opening)).rejects.toMatchObject({
        code: 'HF_STORE_CORRUPT',
        exitCode: 12,
      })
      expect(contentsOf(directory)).toEqual(before)
    },
  )

  it.each(['objects', 'meta'])('reports a missing %s database as damage', async (name) => {
    const directory = await closedStore()
    fs.rmSync(`${directory}/${name}`, { recursive: true })
    await expect(openStore(directory, opening)).rejects.toMatchObject({ code: 'HF_STORE_CORRUPT' })
    expect(fs.existsSync(`${directory}/${name}`)).toBe(false)
  })

  it('refuses databases of two stores, whichever was exchanged', async () => {
    const [one, two] = [await closedStore(), await closedStore()]
    fs.renameSync(`${one}/meta`, `${one}/meta.old`)
    fs.cpSync(`${two}/meta`, `${one}/meta`, { recursive: true })
    await expect(openStore(one, opening)).rejects.toMatchObject({ code: 'HF_STORE_CORRUPT' })
    fs.rmSync(`${two}/objects`, { recursive: true })
    fs.cpSync(`${one}/objects`, `${two}/objects`, { recursive: true })
    const store = await reopened(two)
    await expect(store.objects()).rejects.toMatchObject({ code: 'HF_STORE_CORRUPT' })
  })

  it('reports a damaged manifest as damage', async () => {
    const directory = await closedStore()
    fs.writeFileSync(`${directory}/meta/CURRENT`, 'MANIFEST-999999\n')
    await expect(openStore(directory, opening)).rejects.toMatchObject({ kind: 'corrupt' })
  })

  it('does not open the objects database before it is asked for', async () => {
    const directory = await closedStore()
    const log = (): string => fs.readFileSync(`${directory}/objects/LOG`, 'utf8')
    const before = log()
    const store = await reopened(directory)
    expect(await store.meta.hasMany([singleKey('store')])).toEqual([true])
    expect(log()).toBe(before)
    const [first, second] = await Promise.all([store.objects(), store.objects()])
    expect(first).toBe(second)
    expect(log()).not.toBe(before)
  })

  it('can be closed twice and opened again in one process', async () => {
    const store = await newStore()
    await Promise.all([store.close(), store.close()])
    await store.close()
    const again = await reopened(store.directory)
    expect(again.identity).toEqual(store.identity)
  })
})
