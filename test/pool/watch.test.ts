import { describe, expect, it } from 'vitest'
import { standardLimits } from '../../src/pool/client/readerLimits.ts'
import type { Loss, Watch } from '../../src/pool/client/watch.ts'
import { createWatch } from '../../src/pool/client/watch.ts'

const limits = {
  ...standardLimits,
  tickMs: 100,
  startMsMax: 2000,
  silenceMsMax: 1000,
  contentMsMax: 500,
  batchMsMax: 3000,
  compileMsMax: 4000,
  memoryBytesMax: 1000,
  compileMemoryBytesMax: 500,
}

/** Ticks until something is lost; the number of ticks and the loss. */
function run(watch: Watch, ticksMax: number, each: () => void = () => undefined): [number, Loss | undefined] {
  for (let ticks = 1; ticks <= ticksMax; ticks += 1) {
    each()
    const loss = watch.tick(undefined)
    if (loss !== undefined) return [ticks, loss]
  }
  return [ticksMax, undefined]
}

describe('the clocks of a reader', () => {
  it('stand still while nothing is asked', () => {
    expect(run(createWatch(limits), 1000)[1]).toBeUndefined()
  })

  it('end a silent reader', () => {
    const watch = createWatch(limits)
    watch.opened(1, 'batch')
    expect(run(watch, 100)).toMatchObject([11, { cause: 'silent', suspect: null }])
  })

  it('name the content a thread is stuck in', () => {
    const watch = createWatch(limits)
    watch.opened(1, 'batch')
    watch.opened(2, 'batch')
    const beat = (): void => {
      watch.heard()
      watch.beat([
        { request: 2, item: 5, beat: 9 },
        { request: 1, item: 0, beat: 1 },
      ])
      watch.closed(1)
    }
    expect(run(watch, 100, beat)).toMatchObject([6, { cause: 'timeout', suspect: { request: 2, item: 5 } }])
  })

  it('let a thread work as long as it gets on, but a request only so long', () => {
    const watch = createWatch(limits)
    watch.opened(1, 'batch')
    let beat = 0
    const step = (): void => {
      beat += 1
      watch.heard()
      watch.beat([{ request: 1, item: 0, beat }])
    }
    expect(run(watch, 100, step)).toMatchObject([31, { cause: 'timeout', suspect: null }])
  })

  it('do not run while the reader waits for main', () => {
    const watch = createWatch(limits)
    watch.opened(1, 'batch')
    watch.paused(1)
    const heard = (): void => {
      watch.heard()
    }
    expect(run(watch, 1000, heard)[1]).toBeUndefined()
    watch.resumed(1)
    expect(run(watch, 1000, heard)[0]).toBe(31)
  })

  it('give a start and a compile their own time', () => {
    const watch = createWatch(limits)
    watch.opened(0, 'hello')
    expect(run(watch, 100)[0]).toBe(21)
    watch.closed(0)
    watch.opened(1, 'rules')
    const busy = (): void => {
      watch.heard()
      watch.beat([{ request: 1, item: 0, beat: 1 }])
    }
    expect(run(watch, 100, busy)[0]).toBe(41)
  })

  it('hold the reader to its memory, a compiler to less', () => {
    const watch = createWatch(limits)
    watch.opened(1, 'rules')
    expect(watch.tick(501)).toMatchObject({ cause: 'memory' })
    watch.opened(2, 'batch')
    expect(watch.tick(501)).toBeUndefined()
    expect(watch.tick(1001)).toMatchObject({ cause: 'memory', suspect: null })
  })
})
