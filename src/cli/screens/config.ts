import { configKeys, settingText } from '../../domain/config.ts'
import type { Config } from '../../domain/config.ts'
import { safeText } from '../text/safeText.ts'
import { padEnd } from '../text/width.ts'

export function renderConfig(file: string, config: Config): readonly string[] {
  const width = configKeys.reduce((widest, key) => Math.max(widest, key.length), 0)
  return [
    ...configKeys.map((key) => `${padEnd(key, width)}  ${safeText(settingText(config, key))}`),
    '',
    `File: ${safeText(file)}; what it does not name has its default.`,
  ]
}

export function renderConfigChange(file: string, config: Config, key: string): readonly string[] {
  return [`${safeText(key)} = ${safeText(settingText(config, key))}, written to ${safeText(file)}`]
}
