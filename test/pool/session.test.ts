import { describe, expect, it } from 'vitest'
import { canLaunch, launchersFor } from '../../src/pool/client/isolation.ts'
import { entryAt, standardEntry } from '../../src/pool/client/readerEntry.ts'
import { standardLimits } from '../../src/pool/client/readerLimits.ts'
import type { SessionOptions } from '../../src/pool/client/session.ts'
import { startSession } from '../../src/pool/client/session.ts'
import { hostileEntry } from '../support/hostileEntry.ts'
import { scratchDirectory } from '../support/scratch.ts'

const options: SessionOptions = {
  entry: standardEntry(),
  launchers: [],
  workers: 1,
  limits: standardLimits,
  onLoss: () => undefined,
}
const missing = { isolation: 'setpriv', argv: ['no-such-setpriv', '--reuid=65534', '--'] } as const
const plain = { isolation: 'not-isolated', argv: [] } as const

describe('the start of a reader', () => {
  it('goes on without isolation where there is none, and says so', async () => {
    const session = await startSession({ ...options, launchers: [missing, plain] })
    expect(session.isolation).toBe('not-isolated')
    await session.end()
  })

  it('gives no more rights to a reader that fails for another reason', async () => {
    const entry = entryAt(hostileEntry(scratchDirectory(), 'exits at once'))
    const works = { isolation: 'setpriv', argv: ['env', '--'] } as const
    await expect(startSession({ ...options, entry, launchers: [works, plain] })).rejects.toMatchObject({
      code: 'HF_READER_FAILED',
    })
  })

  it('tells what the reader printed', async () => {
    const entry = entryAt('/no/such/reader.js')
    const failure: unknown = await startSession({ ...options, entry, launchers: [plain] }).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ code: 'HF_READER_FAILED', exitCode: 3 })
    expect(JSON.stringify(failure)).toContain('Cannot find module')
  })

  it('asks for rights in the order of their weakness', async () => {
    expect(launchersFor(0).map((launcher) => launcher.isolation)).toEqual(['setpriv', 'not-isolated'])
    expect(launchersFor(1000).map((launcher) => launcher.isolation)).toEqual(['same-user', 'same-user'])
    expect(await canLaunch(missing)).toBe(false)
    expect(await canLaunch(plain)).toBe(true)
  })
})
