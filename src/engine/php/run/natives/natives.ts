import { arrayNatives } from './arrayNatives.ts'
import { codeNatives } from './codeNatives.ts'
import type { Native } from './native.ts'
import { programNatives } from './programNatives.ts'
import { streamNatives } from './streamNatives.ts'

export const natives: ReadonlyMap<string, Native> = new Map([
  ...arrayNatives,
  ...codeNatives,
  ...programNatives,
  ...streamNatives,
])
