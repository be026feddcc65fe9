import * as limits from '../../domain/limits.ts'

/** The bounds main holds a reader to; a test passes shorter ones. Units are in the names. */
export interface ReaderLimits {
  readonly startMsMax: number
  readonly silenceMsMax: number
  readonly contentMsMax: number
  readonly batchMsMax: number
  readonly compileMsMax: number
  readonly admitMsMax: number
  readonly closeMsMax: number
  readonly tickMs: number
  readonly memoryBytesMax: number
  readonly compileMemoryBytesMax: number
  readonly poisonKillsMax: number
  readonly poisonMsMax: number
  readonly killsPerContentMax: number
  readonly fruitlessMax: number
}

export const standardLimits: ReaderLimits = {
  startMsMax: limits.readerStartMsMax,
  silenceMsMax: limits.readerSilenceMsMax,
  contentMsMax: limits.contentMsMax,
  batchMsMax: limits.readerBatchMsMax,
  compileMsMax: limits.rulesCompileMsMax,
  admitMsMax: limits.readerAdmitMsMax,
  closeMsMax: limits.readerCloseMsMax,
  tickMs: limits.readerTickMs,
  memoryBytesMax: limits.readerMemoryBytesMax,
  compileMemoryBytesMax: limits.rulesCompileMemoryBytesMax,
  poisonKillsMax: limits.poisonKillsMax,
  poisonMsMax: limits.poisonMsMax,
  killsPerContentMax: limits.readerKillsPerContentMax,
  fruitlessMax: limits.readerFruitlessMax,
}
