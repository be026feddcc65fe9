import type { UpgradeReport } from '../../service/contract/upgrade.ts'

export function renderUpgrade({ mode, from, to, steps }: UpgradeReport): readonly string[] {
  if (steps.length === 0) return [`Nothing to do: this store has format ${String(to)}, the newest.`]
  const what = mode === 'plan' ? 'Would bring' : 'Brought'
  return [
    `${what} the store from format ${String(from)} to ${String(to)}:`,
    ...steps.map((step) => `  ${step}`),
  ]
}
