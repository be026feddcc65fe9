import { HoldfastError } from '../../domain/errors.ts'
import type { RuleInfo, RulePack } from '../../domain/ruleset.ts'
import type { RulesHeader } from '../messages.ts'
import type { Exchange } from './exchanges.ts'
import { parseCompiled } from './parseReplies.ts'
import type { RuleTable } from './parseVerdict.ts'
import type { Isolation } from './isolation.ts'
import type { Session, SessionOptions } from './session.ts'
import { startSession } from './session.ts'
import type { Loss } from './watch.ts'

export interface CompiledRules {
  readonly engine: string
  readonly rules: readonly RuleInfo[]
}

/** The reader of this run, whichever process that is at the moment. */
export interface Readers {
  /** A living reader with the loaded rules; starts one when there is none. */
  current(): Promise<Session>
  /** Compiles packs and keeps them for every later reader. */
  load(packs: readonly RulePack[]): Promise<CompiledRules>
  admit(pack: RulePack): Promise<CompiledRules>
  /** The loaded rules by number; undefined before load. */
  table(): RuleTable | undefined
  /** A batch has been finished: this reader is good for something. */
  succeeded(): void
  end(): Promise<void>
  /** Of the living reader; before the first, what is hoped for. */
  isolation(): Isolation
  pid(): number | undefined
}

export function createReaders(options: SessionOptions): Readers {
  let packs: readonly RulePack[] | undefined
  let table: RuleTable | undefined
  let fruitless = 0
  const holder = createHolder(
    options,
    async (session) => {
      if (packs !== undefined) await compile(session, 'rules', packs)
    },
    () => {
      fruitless += 1
    },
  )
  const current = async (): Promise<Session> => {
    if (fruitless >= options.limits.fruitlessMax) throw broken(fruitless)
    return await holder.current()
  }

  return {
    current,
    table: () => table,
    load: async (wanted) => {
      packs = undefined
      table = undefined
      const compiled = await compile(await current(), 'rules', wanted)
      packs = wanted
      table = new Map(compiled.rules.map((rule) => [rule.rule, rule]))
      return compiled
    },
    admit: async (pack) => await compile(await current(), 'admit', [pack]),
    succeeded: () => {
      fruitless = 0
    },
    end: holder.end,
    isolation: () => holder.session()?.isolation ?? options.launchers[0]?.isolation ?? 'not-isolated',
    pid: () => holder.session()?.pid,
  }
}

/** At most one reader at a time, started when it is needed. */
interface Holder {
  readonly current: () => Promise<Session>
  /** The living reader, once it has greeted. */
  readonly session: () => Session | undefined
  readonly end: () => Promise<void>
}

/** One reader from its start to its loss. */
interface Life {
  session: Session | undefined
}

function createHolder(
  options: SessionOptions,
  prepare: (session: Session) => Promise<void>,
  onLoss: () => void,
): Holder {
  let live: { readonly life: Life; readonly ready: Promise<Session> } | undefined

  // A life that has ended must not take the next one with it.
  const forget = (life: Life): void => {
    if (live?.life === life) live = undefined
  }
  const start = async (life: Life): Promise<Session> => {
    try {
      life.session = await startSession({
        ...options,
        onLoss: (loss) => {
          // Before the greeting it is a start that fails: whoever waits for it hears of that.
          if (life.session === undefined) return
          forget(life)
          onLoss()
          options.onLoss(loss)
        },
      })
      await prepare(life.session)
      return life.session
    } catch (error) {
      forget(life)
      await life.session?.end()
      throw error
    }
  }
  return {
    current: async () => {
      if (live === undefined) {
        const life: Life = { session: undefined }
        live = { life, ready: start(life) }
      }
      return await live.ready
    },
    session: () => live?.life.session,
    end: async () => {
      const session = await live?.ready.catch(() => undefined)
      live = undefined
      await session?.end()
    },
  }
}

async function compile(
  session: Session,
  kind: 'rules' | 'admit',
  packs: readonly RulePack[],
): Promise<CompiledRules> {
  const header: RulesHeader = {
    packs: packs.map(({ name, format, fingerprint, source }) => ({
      name,
      format,
      fingerprint,
      bytes: source.length,
    })),
  }
  let compiled: CompiledRules | undefined
  const exchange: Exchange = {
    kind,
    type: kind,
    header,
    tail: packs.map((pack) => pack.source),
    take: (frame) => {
      compiled = parseCompiled(frame)
      return 'finished'
    },
  }
  const lost = await session.exchange(exchange)
  if (lost !== undefined) throw notCompiled(lost.loss, packs)
  if (compiled === undefined) throw new HoldfastError('HF_BUG', 'a compile without a result')
  return compiled
}

/** Rules that cost more than their bound are bad rules; a reader that died is a bad reader. */
function notCompiled(loss: Loss, packs: readonly RulePack[]): HoldfastError {
  const facts = { packs: packs.map((pack) => pack.name).join(' '), cause: loss.cause }
  if (loss.cause === 'timeout' || loss.cause === 'memory') {
    return new HoldfastError('HF_RULES_INVALID', `the rules cost too much: ${loss.detail}`, { facts })
  }
  return new HoldfastError('HF_READER_FAILED', `the reader was lost while it compiled: ${loss.detail}`, {
    facts,
  })
}

function broken(readers: number): HoldfastError {
  const message = `${String(readers)} readers in a row were lost before they finished anything`
  return new HoldfastError('HF_READER_FAILED', message, { facts: { readers } })
}
