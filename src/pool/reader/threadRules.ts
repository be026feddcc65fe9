import { deserialize, serialize } from 'node:v8'
import { invariant } from '../../domain/errors.ts'
import type { RuleInfo, RulePack } from '../../domain/ruleset.ts'
import { encodeFrame } from '../frame.ts'
import type { CompiledHeader, RulesHeader } from '../messages.ts'
import { parseHeader, post } from './threadTask.ts'
import type { RuleCache, ThreadTask } from './threadTask.ts'
import type { CompiledData, LoadedRules, RuleTools } from './tools.ts'

export function ruleCache<Engine, Data extends CompiledData, Rules>(
  tools: RuleTools<Engine, Data, Rules>,
): RuleCache<Rules> {
  let known: { readonly version: number; readonly loading: Promise<LoadedRules<Rules>> } | undefined
  const load = async (bytes: SharedArrayBuffer): Promise<LoadedRules<Rules>> => {
    // A copy, because the decoder does not take shared memory.
    const data = deserialize(Buffer.from(new Uint8Array(bytes))) as Data
    return tools.load(await tools.loadEngine(), data)
  }
  return {
    current: async (shared) => {
      if (shared === null) return undefined
      if (known?.version !== shared.version) known = { version: shared.version, loading: load(shared.bytes) }
      return await known.loading
    },
  }
}

/** Compiles for all threads: the result is plain bytes that each of them loads, sent before main hears of it. */
export async function compilePacks<Engine, Data extends CompiledData, Rules>(
  task: ThreadTask,
  tools: RuleTools<Engine, Data, Rules>,
): Promise<void> {
  const data = tools.build(await tools.loadEngine(), packsOf(task))
  const bytes = serialize(data)
  const shared = new SharedArrayBuffer(bytes.length)
  new Uint8Array(shared).set(bytes)
  task.port.postMessage(shared)
  const header: CompiledHeader = { engine: data.engine, rules: data.rules.map(infoOf) }
  post(task.port, encodeFrame('compiled', task.request, header))
}

export async function admitPack<Engine, Data extends CompiledData, Rules>(
  task: ThreadTask,
  tools: RuleTools<Engine, Data, Rules>,
): Promise<void> {
  const [pack] = packsOf(task)
  invariant(pack !== undefined, 'asked to admit nothing')
  const rules = tools.admit(await tools.loadEngine(), pack, tools.stopwatch)
  const header: CompiledHeader = { engine: '', rules: rules.map(infoOf) }
  post(task.port, encodeFrame('compiled', task.request, header))
}

function packsOf(task: ThreadTask): readonly RulePack[] {
  let offset = 0
  return (parseHeader(task.header) as RulesHeader).packs.map(({ name, format, fingerprint, bytes }) => {
    const source = Buffer.from(task.tail.subarray(offset, offset + bytes))
    offset += bytes
    return { name, format, fingerprint, source }
  })
}

/** The engine's rules know more than main needs. */
function infoOf({ rule, reason, tier, pack, identifier, summary }: RuleInfo): RuleInfo {
  return { rule, reason, tier, pack, identifier, summary }
}
