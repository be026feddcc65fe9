/** `24118` -> `24,118`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 file`, `24,118 files`; `plural` when it is not the singular with an s. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`
}

const units = ['kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Decimal units, one digit: `999 bytes`, `1.3 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte')
  let value = bytes / 1000
  let step = 0
  while (value >= 999.95 && step < units.length - 1) {
    value /= 1000
    step += 1
  }
  return `${value.toFixed(1)} ${units[step] ?? 'PB'}`
}
