import { findAccountHarvest } from './findAccountHarvest.ts'
import { findDoorway } from './findDoorway.ts'
import { findFileManager } from './findFileManager.ts'
import { findMailer } from './findMailer.ts'
import { findNetworkTool } from './findNetworkTool.ts'
import { findPhishing } from './findPhishing.ts'
import { findSelfHandling } from './findSelfHandling.ts'
import { findSmallBackdoor } from './findSmallBackdoor.ts'
import { findUploader } from './findUploader.ts'
import { findWordpressBackdoor } from './findWordpressBackdoor.ts'
import type { Found, Journal } from './journal.ts'

const finders: readonly ((journal: Journal) => readonly Found[])[] = [
  findUploader,
  findMailer,
  findFileManager,
  findDoorway,
  findPhishing,
  findSelfHandling,
  findWordpressBackdoor,
  findNetworkTool,
  findAccountHarvest,
  findSmallBackdoor,
]

/** Rules about what the file is for, from all that it was seen to do. */
export function capabilityHits(journal: Journal): readonly Found[] {
  return finders.flatMap((find) => find(journal))
}
