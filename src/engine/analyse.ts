import type { ContentKind } from '../domain/content.ts'
import type { FileClass } from '../domain/fileClass.ts'
import { nothingFound } from './analysis.ts'
import type { Analysis } from './analysis.ts'
import { analyseConfig } from './config/analyseConfig.ts'
import { analyseMarkup } from './markup/analyseMarkup.ts'
import { analysePhp } from './php/analysePhp.ts'
import { hasCode } from './scriptTags.ts'
import { analyseJavaScript } from './script/js/analyseJavaScript.ts'
import { analyseShell } from './script/shell/analyseShell.ts'

/** What decides which analyser reads a content. */
export interface AnalysedContent {
  readonly bytes: Buffer
  readonly fileClass: FileClass
  readonly contentKind: ContentKind
}

/** Asks every analyser that the content is for. Never throws for anything the content holds. */
export function analyse(content: AnalysedContent): Analysis {
  try {
    return analysed(content)
  } catch (error) {
    // Whatever a content makes us stumble over, it is not clean for that. A mistake of ours is not hidden: it is undecided.
    if (!(error instanceof Error)) throw error
    return { ...nothingFound, limits: ['engine-limit'] }
  }
}

function analysed({ bytes, fileClass, contentKind }: AnalysedContent): Analysis {
  const isPlain = contentKind === 'php' || contentKind === 'text' || contentKind === 'script'
  const text = bytes.toString('latin1')
  if (!isPlain) return hasCode(bytes, 'binary') ? phpOfBinary(text, contentKind) : nothingFound
  const isConfig = fileClass === 'apache-config' || fileClass === 'php-ini'
  return joined([
    ...(isConfig ? [analyseConfig(text, fileClass)] : besidePhp(text, contentKind)),
    ...(text.includes('<?') || contentKind === 'php' ? [php(text)] : []),
  ])
}

/** A program of megabytes has every tag somewhere, and nobody runs it as PHP. */
function phpOfBinary(text: string, contentKind: ContentKind): Analysis {
  const analysis = php(text)
  return contentKind === 'executable' && analysis.hits.length === 0 ? nothingFound : analysis
}

/**
 * The server's setting says whether a bare `<?` opens PHP. A quote behind one would hide what a server without them runs, so
 * a text with bare tags is read both ways, and what the second way finds is added.
 */
function php(text: string): Analysis {
  const long = analysePhp(text, { start: 'html', tags: 'long' })
  if (!bareTag.test(text)) return long
  const all = analysePhp(text, { start: 'html', tags: 'all' })
  const known = new Set(all.hits.map(({ rule }) => rule))
  const codes = new Set(all.layers.map((layer) => layer.text))
  return {
    hits: [...all.hits, ...long.hits.filter(({ rule }) => !known.has(rule))],
    layers: [...all.layers, ...long.layers.filter((layer) => !codes.has(layer.text))],
    limits: [...new Set([...all.limits, ...long.limits])],
    labels: [...new Set([...all.labels, ...long.labels])],
  }
}

const bareTag = /<\?(?!=|php\s|xml)/i

/** What is no PHP: markup, which may stand around its blocks, or a language of its own, in which a tag may stand too. */
function besidePhp(text: string, contentKind: ContentKind): readonly Analysis[] {
  if (startsAsMarkup.test(text)) return [analyseMarkup(text)]
  if (contentKind === 'script') return [analyseShell(text)]
  return [analyseJavaScript(text), analyseMarkup(text), analyseShell(text)]
}

const startsAsMarkup = /^(?:\xef\xbb\xbf)?\s*</

function joined(parts: readonly Analysis[]): Analysis {
  const said = parts.filter((part) => part !== nothingFound)
  return {
    hits: said.flatMap((part) => part.hits),
    layers: said.flatMap((part) => part.layers),
    limits: said.flatMap((part) => part.limits),
    labels: said.flatMap((part) => part.labels),
  }
}
