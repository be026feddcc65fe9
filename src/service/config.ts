import { type Config, withOverride } from '../domain/config.ts'
import { saveConfig } from './configFile.ts'
import type { ServiceContext } from './context.ts'
import { noteSettings } from './noteSettings.ts'
import { rereadSettings } from './settings.ts'

export interface ShownConfig {
  readonly file: string
  readonly config: Config
}

export function showConfig({ settings: { file, config } }: ServiceContext): ShownConfig {
  return { file, config }
}

/** Writes one setting to the file and records the change. HF_CONFIG_INVALID, HF_CONFIG_UNSAFE, HF_IO. */
export async function setConfig(context: ServiceContext, key: string, value: string): Promise<ShownConfig> {
  const { file, uid, overrides } = context.settings
  const changed = withOverride(overrides, key, value)
  // A change that could not be recorded is not made.
  await context.journal()
  saveConfig(file, uid, changed)
  context.settings = rereadSettings(context.settings)
  await noteSettings(context)
  return showConfig(context)
}
