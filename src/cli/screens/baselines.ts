import { displayPath } from '../../domain/displayPath.ts'
import type { Baseline } from '../../domain/baseline.ts'
import { formatInstant } from '../../domain/clock.ts'
import type { BaselineAdded } from '../../service/contract/baseline.ts'
import type { Listing } from '../output/answer.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable, right } from '../output/table.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { wrapWords } from '../text/wrap.ts'

export function renderBaselines(baselines: readonly Baseline[], screen: Screen): readonly string[] {
  if (baselines.length === 0) return ['No baselines. Add one: holdfast baseline add ROOT --release ZIP|DIR']
  const columns = [
    left('NAME'),
    left('KIND'),
    right('FILES'),
    right('BYTES'),
    left('BELOW'),
    left('FROM', 'cut'),
  ]
  const rows = baselines.map(({ name, kind, files, bytes, root, source }) =>
    plainRow(name, kind, formatCount(files), formatCount(bytes), displayPath(root), safeText(source)),
  )
  return renderTable(columns, rows, screen)
}

export function renderBaselineAdded({ baseline, leftOut }: BaselineAdded, screen: Screen): readonly string[] {
  const { name, files, root } = baseline
  const out =
    leftOut === 0 ? '' : ` ${counted(leftOut, 'other')} left out: not judged clean, or no regular file.`
  return wrapWords(
    `Baseline ${name} added: ${counted(files, 'file')} known good, to heal sites below ${displayPath(root)}.${out}`,
    screen.width,
  )
}

export function renderBaselineRemoved({ name, files }: Baseline): readonly string[] {
  return [`Baseline ${name} removed: nobody vouches for its ${counted(files, 'file')} any more.`]
}

export function baselineToJson(baseline: Baseline): Readonly<Record<string, unknown>> {
  const { root, source, addedAt, ...others } = baseline
  return { ...others, root: displayPath(root), source: safeText(source), addedAt: formatInstant(addedAt) }
}

export function baselineListing(baselines: readonly Baseline[]): Listing {
  return {
    columns: ['name', 'kind', 'files', 'bytes', 'root', 'source', 'addedAt'],
    rows: () =>
      baselines.map(({ name, kind, files, bytes, root, source, addedAt }) => [
        name,
        kind,
        files,
        bytes,
        displayPath(root),
        safeText(source),
        formatInstant(addedAt),
      ]),
    items: () => baselines.map(baselineToJson),
    paths: null,
  }
}
