import { prefixOf, taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { CallFact } from '../callFact.ts'
import { isPicturePath } from '../lists/streams.ts'
import { taintRule } from './taintRule.ts'
import { carries, isGuarded, isOfRequest, isUnpacked, sighting, textOf } from './values.ts'
import type { Sighting } from './values.ts'

const { remote, upload, decoded, hidden, hiddenText } = taintBits

/** Files that are run as PHP. */
export function watchIncludes(fact: CallFact): Sighting[] {
  const path = fact.args[0]
  if (fact.kind !== 'include' || path === undefined) return []
  const text = textOf(path)
  const rule = text === undefined ? openIncludeRule(fact, path) : knownIncludeRule(path, text)
  return rule === null ? [] : [sighting(rule, path)]
}

function openIncludeRule(fact: CallFact, path: Abstract): number | null {
  if (carries(path, upload) && !isGuarded(fact)) return taintRule.includeUpload
  if (carries(path, remote) || schemes.some((scheme) => prefixOf(path).toLowerCase().startsWith(scheme)))
    return taintRule.includeRemote
  if (isOfRequest(path)) return taintRule.maybeInclude
  return carries(path, hidden) && isUnpacked(path) ? taintRule.maybeInclude : null
}

function knownIncludeRule(path: Abstract, text: string): number | null {
  const lower = text.slice(0, pathCharsMax).toLowerCase()
  if (carries(path, hiddenText) || (isUnpacked(path) && carries(path, decoded)))
    return taintRule.includeEscaped
  if (lower.startsWith('data:') || lower.startsWith('php://filter')) return taintRule.includeData
  if (schemes.some((scheme) => lower.startsWith(scheme))) return taintRule.includeRemote
  if (isPicturePath(lower)) return pictureRule(lower)
  return temporary.some((directory) => lower.startsWith(directory)) ? taintRule.maybeIncludeTemporary : null
}

const pathCharsMax = 4096
const schemes = ['http://', 'https://', 'ftp://', 'expect://', 'php://input', '\\\\']
const temporary = ['/tmp/', '/var/tmp/', '/dev/shm/']

/** Themes include drawings in SVG and call them by their names; nobody includes a picture whose name starts with a dot. */
function pictureRule(path: string): number | null {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name.startsWith('.')) return taintRule.includeHiddenPicture
  return name.endsWith('.svg') ? null : taintRule.maybeIncludePicture
}
