import type { FileClass } from '../../domain/fileClass.ts'
import { excerptBytesMax } from '../../domain/limits.ts'
import { nothingFound } from '../analysis.ts'
import type { Analysis, EngineHit } from '../analysis.ts'
import { traceStep } from '../traceStep.ts'
import { parseApache } from './apache/parse.ts'
import type { ApacheFile } from './apache/parse.ts'
import { hiddenScripts } from './apache/script.ts'
import { scriptInConfig } from './configRules.ts'
import { hitsOf } from './finding.ts'
import type { ConfigFinder } from './finding.ts'
import { iniHits } from './ini/iniRules.ts'
import { parseIni } from './ini/parseIni.ts'
import { findAccess } from './rules/access.ts'
import { findHandlers } from './rules/handlers.ts'
import { findOthers } from './rules/other.ts'
import { findPrepends } from './rules/prepend.ts'
import { findRedirects } from './rules/redirects.ts'
import { findSelfRun } from './rules/selfRun.ts'

/**
 * What a configuration file does against the site it is for; nothing for other classes. The spans of a hit are what has to
 * be cut for it to end: whole lines, whole groups of a rewrite rule with its conditions, whole sections. Linear.
 */
export function analyseConfig(text: string, fileClass: FileClass): Analysis {
  switch (fileClass) {
    case 'apache-config': {
      const file = parseApache(text)
      return analysisOf(
        [
          ...hitsOf(
            file,
            finders.flatMap((find) => find(file)),
          ),
          ...scriptHits(file),
        ],
        file.state,
      )
    }
    case 'php-ini': {
      const file = parseIni(text)
      return analysisOf(iniHits(file), file.state)
    }
    case 'generic':
    case 'forced-php':
      return nothingFound
  }
}

const finders: readonly ConfigFinder[] = [
  findHandlers,
  findPrepends,
  findSelfRun,
  findAccess,
  findRedirects,
  findOthers,
]

function analysisOf(hits: readonly EngineHit[], state: 'whole' | 'cut'): Analysis {
  return { ...nothingFound, hits, limits: state === 'cut' ? ['engine-limit'] : [] }
}

function scriptHits({ text }: ApacheFile): readonly EngineHit[] {
  const scripts = hiddenScripts(text)
  const [first] = scripts
  if (first === undefined) return []
  return [
    {
      rule: scriptInConfig.rule,
      spans: scripts.map(({ span }) => span),
      layer: [],
      excerpt: first.text.slice(0, excerptBytesMax),
      trace: [traceStep(first.text)],
    },
  ]
}
