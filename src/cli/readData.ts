import { HoldfastError } from '../domain/errors.ts'
import type { DataToCheck } from '../service/contract/fsck.ts'

/** What `--read-data=N%` asks for. A repair without it reads everything: it cannot mend what it has not found. */
export function dataToCheck(flag: string | undefined, repair: 'nothing' | 'derivable'): DataToCheck {
  if (flag === undefined) return repair === 'derivable' ? 'all' : 'none'
  const percent = Number(/^(\d{1,3}(?:\.\d{1,3})?)%?$/.exec(flag)?.[1] ?? 'none')
  if (percent === 100) return 'all'
  if (percent > 0 && percent < 100) return { percent }
  throw new HoldfastError('HF_USAGE', `not a share of the data: ${flag}`, {
    facts: { value: flag },
    hint: 'use: --read-data, --read-data=10%',
  })
}
