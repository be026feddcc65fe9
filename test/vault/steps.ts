import type { WriteCalls } from '../../src/fsafe/write/calls.ts'
import type { KeyValue } from '../../src/kv/keyValue.ts'
import type { Databases } from './vaultRig.ts'

/**
 * Called before (`before`) and after (`after`) each call that reads or changes a file or a database; what it throws the
 * call throws, and a process that it ends has done everything up to there.
 */
export type Step = (call: string, when: 'before' | 'after') => void

/** The same system calls, each of them a step. */
export function steppedCalls(inner: WriteCalls, step: Step): WriteCalls {
  const through =
    <Args extends unknown[], Result>(name: string, call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      step(name, 'before')
      const result = call(...args)
      step(name, 'after')
      return result
    }
  return {
    ...inner,
    open: (path, flags, mode) => {
      step('open', 'before')
      const fd = inner.open(path, flags, mode)
      try {
        step('open', 'after')
        return fd
      } catch (error) {
        // Nobody else knows of it.
        inner.close(fd)
        throw error
      }
    },
    fstat: through('fstat', inner.fstat),
    read: through('read', inner.read),
    write: through('write', inner.write),
    fsync: through('fsync', inner.fsync),
    fchown: through('fchown', inner.fchown),
    fchmod: through('fchmod', inner.fchmod),
    chmod: through('chmod', inner.chmod),
    futimes: through('futimes', inner.futimes),
    rename: through('rename', inner.rename),
    link: through('link', inner.link),
    unlink: through('unlink', inner.unlink),
    mkdir: through('mkdir', inner.mkdir),
    rmdir: through('rmdir', inner.rmdir),
    readdir: through('readdir', inner.readdir),
    run: (asked) => failedWhenThrown(() => through(`run ${asked.program}`, inner.run)(asked)),
  }
}

/** A program never throws: it has failed, whether it did its work or not. */
function failedWhenThrown(work: () => ReturnType<WriteCalls['run']>): ReturnType<WriteCalls['run']> {
  try {
    return work()
  } catch {
    return { state: 'failed' }
  }
}

/** The same databases, each batch and each reading call a step. */
export function steppedDatabases(databases: Databases, step: Step): Databases {
  return {
    ...databases,
    meta: stepped('meta', databases.meta, step),
    objects: stepped('objects', databases.objects, step),
  }
}

function stepped(name: string, inner: KeyValue, step: Step): KeyValue {
  async function through<T>(call: string, work: () => Promise<T>): Promise<T> {
    step(`${name}.${call}`, 'before')
    const result = await work()
    step(`${name}.${call}`, 'after')
    return result
  }
  return {
    ...inner,
    get: async (key) => await through('get', async () => await inner.get(key)),
    getMany: async (keys) => await through('getMany', async () => await inner.getMany(keys)),
    hasMany: async (keys) => await through('hasMany', async () => await inner.hasMany(keys)),
    batch: async (operations, options) => {
      await through('batch', async () => {
        await inner.batch(operations, options)
      })
    },
  }
}
