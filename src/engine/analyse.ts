import type { ContentKind } from '../domain/content.ts'
import type { FileClass } from '../domain/fileClass.ts'
import { nothingFound } from './analysis.ts'
import type { Analysis } from './analysis.ts'

/** What decides which analyser reads a content. */
export interface AnalysedContent {
  readonly bytes: Buffer
  readonly fileClass: FileClass
  readonly contentKind: ContentKind
}

/** Asks every analyser that the content is for. Never throws for anything the content holds. */
export function analyse(content: AnalysedContent): Analysis {
  return joined(analysersFor(content).map((analyser) => analyser(content)))
}

type Analyser = (content: AnalysedContent) => Analysis

function analysersFor({ contentKind }: AnalysedContent): readonly Analyser[] {
  return contentKind === 'empty' ? [] : []
}

function joined(parts: readonly Analysis[]): Analysis {
  if (parts.length === 0) return nothingFound
  return {
    hits: parts.flatMap((part) => part.hits),
    layers: parts.flatMap((part) => part.layers),
    limits: parts.flatMap((part) => part.limits),
    labels: parts.flatMap((part) => part.labels),
  }
}
