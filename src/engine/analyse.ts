import type { ContentKind } from '../domain/content.ts'
import type { FileClass } from '../domain/fileClass.ts'
import { nothingFound } from './analysis.ts'
import type { Analysis } from './analysis.ts'
import { analyseConfig } from './config/analyseConfig.ts'

/** What decides which analyser reads a content. */
export interface AnalysedContent {
  readonly bytes: Buffer
  readonly fileClass: FileClass
  readonly contentKind: ContentKind
}

/** Asks every analyser that the content is for. Never throws for anything the content holds. */
export function analyse({ bytes, fileClass }: AnalysedContent): Analysis {
  return joined(
    fileClass === 'apache-config' || fileClass === 'php-ini'
      ? [analyseConfig(bytes.toString('latin1'), fileClass)]
      : [],
  )
}

function joined(parts: readonly Analysis[]): Analysis {
  const said = parts.filter((part) => part !== nothingFound)
  return {
    hits: said.flatMap((part) => part.hits),
    layers: said.flatMap((part) => part.layers),
    limits: said.flatMap((part) => part.limits),
    labels: said.flatMap((part) => part.labels),
  }
}
