import { describe, expect, it } from 'vitest'
import { createGate } from '../../src/pool/client/gate.ts'

/** A task that runs until it is told to end. */
function task(log: string[], name: string): { readonly run: () => Promise<void>; readonly end: () => void } {
  let end: () => void = () => undefined
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return {
    run: async () => {
      log.push(`${name} begins`)
      await ended
      log.push(`${name} ends`)
    },
    end: () => {
      end()
    },
  }
}

async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
}

describe('the gate', () => {
  it('lets batches run side by side up to its width', async () => {
    const gate = createGate(2)
    const log: string[] = []
    const tasks = ['a', 'b', 'c'].map((name) => task(log, name))
    const all = tasks.map(async ({ run }) => {
      await gate.shared(run)
    })
    await settle()
    expect(log).toEqual(['a begins', 'b begins'])
    tasks[0]!.end()
    await settle()
    expect(log).toEqual(['a begins', 'b begins', 'a ends', 'c begins'])
    for (const { end } of tasks) end()
    await Promise.all(all)
  })

  it('lets a suspect run alone, before the batches that came later', async () => {
    const gate = createGate(2)
    const log: string[] = []
    const [batch, suspect, later] = ['batch', 'suspect', 'later'].map((name) => task(log, name))
    const all = [gate.shared(batch!.run), gate.exclusive(suspect!.run), gate.shared(later!.run)]
    await settle()
    expect(log).toEqual(['batch begins'])
    batch!.end()
    await settle()
    expect(log.slice(1)).toEqual(['batch ends', 'suspect begins'])
    suspect!.end()
    await settle()
    expect(log.slice(3)).toEqual(['suspect ends', 'later begins'])
    later!.end()
    await Promise.all(all)
  })

  it('stays open after a failure', async () => {
    const gate = createGate(1)
    const fail = async (): Promise<void> => {
      await Promise.reject(new Error('no'))
    }
    await expect(gate.shared(fail)).rejects.toThrow('no')
    await expect(gate.exclusive(fail)).rejects.toThrow('no')
    expect(await gate.shared(async () => await Promise.resolve(1))).toBe(1)
  })
})
