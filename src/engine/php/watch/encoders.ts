import type { EngineHit } from '../../analysis.ts'
import { capabilityRule } from './capabilityRules.ts'
import { taintRule } from './taintRule.ts'

/** As much of the beginning as an encoder writes its name into. */
const bannerCharsMax = 16_384

/** Encoders whose files decode themselves with PHP; those with a loader of their own call nothing that is a rule. */
const banners = ['phpjiami', 'php jiami', 'enphp', 'phpjm', 'jmphp.com', 'z5encrypt']

/** Such a file consists of bytes that are no text; a banner alone is a comment that anybody can write. */
const bytesShareMin = 0.1

/** What an encoder itself does, whatever the program is that it encodes. */
const encoderRules: ReadonlySet<number> = new Set([
  taintRule.codeUnpacked,
  taintRule.codeUndecodable,
  taintRule.codeEscaped,
  taintRule.codeOfSelf,
  taintRule.callObfuscated,
  taintRule.callDecoded,
  taintRule.toolObfuscated,
  taintRule.callbackObfuscated,
  taintRule.maybeCodeOfSelf,
  taintRule.maybeCodeOfFile,
  taintRule.maybeCallDecoded,
  taintRule.maybeCallObfuscated,
  capabilityRule.hiddenTool,
])

/**
 * Hits without those that a commercial encoder causes by itself. What the encoded program does is judged like any other, as
 * far as it can be decoded.
 */
export function withoutEncoder(text: string, hits: readonly EngineHit[]): readonly EngineHit[] {
  const head = text.slice(0, bannerCharsMax).toLowerCase()
  if (!banners.some((banner) => head.includes(banner)) || !isBinary(text)) return hits
  return hits.filter((hit) => !encoderRules.has(hit.rule))
}

function isBinary(text: string): boolean {
  let count = 0
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) count += 1
  return count >= text.length * bytesShareMin
}
