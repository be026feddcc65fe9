import type { Phase, Places } from './contender.ts'
import { atMost, cpuRatio, memoryMiB, type RowName, type Target } from './targets.ts'
import { findPrintf } from './tools/checkers.ts'
import { holdfastScan } from './tools/holdfast.ts'

const unchangedRuns = 3

export function tinyPhases(places: Places, files: number): Phase[] {
  return [
    { name: firstName(files), runs: 1, contenders: [holdfastScan(places, 'scan')] },
    {
      name: unchangedName(files),
      runs: unchangedRuns,
      contenders: [holdfastScan(places, 'scan'), findPrintf(places)],
    },
  ]
}

/** What is asked of the large tree, and of it against one of `smaller` files. */
export function tinyTargets(smaller: number, larger: number): Target[] {
  const own = (files: number): RowName => [unchangedName(files), 'holdfast scan']
  const ratio = cpuRatio(own(larger), own(smaller))
  return [
    {
      claim: `${larger.toLocaleString('en')} unchanged: CPU against find -printf`,
      figure: cpuRatio(own(larger), [unchangedName(larger), 'find -printf of every stat']),
      limit: atMost(1.3, 1),
    },
    {
      claim: `${larger.toLocaleString('en')} unchanged: MiB of anonymous memory`,
      figure: memoryMiB(own(larger)),
      limit: atMost(260),
    },
    {
      claim: `CPU per file against ${smaller.toLocaleString('en')} files`,
      figure: (figures) => {
        const times = ratio(figures)
        return times === undefined ? undefined : (times * smaller) / larger
      },
      limit: atMost(1.2),
    },
  ]
}

function firstName(files: number): string {
  return `first, ${files.toLocaleString('en')} files`
}

function unchangedName(files: number): string {
  return `unchanged, ${files.toLocaleString('en')} files`
}
