import { isForeign } from '../hosts.ts'
import { hole } from '../run/operators.ts'
import { marks } from '../run/value.ts'
import type { Fact } from '../run/fact.ts'
import { goesAway, goesAwayOrHidden, has } from './scene.ts'
import type { Scene } from './scene.ts'
import {
  cardWords,
  chainWords,
  checkoutWords,
  messengerAddress,
  minerWords,
  pasteCommands,
  pasteTricks,
  searchEngines,
  walletAddress,
} from './words.ts'

/** One rule: true for a fact. Cheap questions come first, those about what is around it last. */
export interface FactRule {
  readonly rule: number
  readonly kinds: readonly Fact['kind'][]
  readonly isTrue: (scene: Scene) => boolean
}

export const maliciousRules: readonly FactRule[] = [
  { rule: 2500, kinds: ['send'], isTrue: isSkimmer },
  { rule: 2501, kinds: ['code'], isTrue: isSocketCode },
  { rule: 2502, kinds: ['script'], isTrue: (scene) => scene.isHidden && goesAway(scene) },
  { rule: 2503, kinds: ['code'], isTrue: isCloakedCode },
  { rule: 2504, kinds: ['script', 'write'], isTrue: isCheckoutScript },
  { rule: 2505, kinds: ['navigate'], isTrue: isCloakedRedirect },
  { rule: 2506, kinds: ['write'], isTrue: isHiddenWrite },
  { rule: 2507, kinds: ['script', 'write'], isTrue: isVisitorTold },
  { rule: 2508, kinds: ['copy'], isTrue: isPasteCommand },
  { rule: 2509, kinds: ['make', 'script'], isTrue: isMiner },
  { rule: 2510, kinds: ['copy'], isTrue: isWalletSwap },
  { rule: 2511, kinds: ['send'], isTrue: isAdminUser },
  { rule: 2512, kinds: ['send'], isTrue: isKeylogger },
  { rule: 2513, kinds: ['code'], isTrue: isChainCode },
  { rule: 2514, kinds: ['send'], isTrue: isMessenger },
]

function isSkimmer(scene: Scene): boolean {
  const sent = scene.dataMarks | scene.targetMarks
  if (!has(sent, marks.field) || !goesAwayOrHidden(scene)) return false
  if (has(sent, marks.card)) return true
  const words = scene.words()
  return cardWords.test(words) || (has(scene.fact.guards, marks.place) && checkoutWords.test(words))
}

function isSocketCode(scene: Scene): boolean {
  if (!has(scene.targetMarks, marks.remote)) return false
  return scene
    .around()
    .some(
      ({ kind, via, target }) => kind === 'make' && via === 'WebSocket' && has(target.marks, marks.hidden),
    )
}

/** Code from the net, and the visitor was looked at before or the way to it is hidden. */
function isCloakedCode(scene: Scene): boolean {
  if (!has(scene.targetMarks, marks.remote)) return false
  const cloaks = marks.referrer | marks.agent | marks.cookie | marks.storage
  const sends = scene.around().filter(({ kind }) => kind === 'send')
  const isAway = sends.some(({ target }) => target.kind === 'known' && isForeign(String(target.value)))
  const isHidden = scene.isHidden || sends.some(({ target }) => has(target.marks, marks.hidden))
  return isAway && (isHidden || has(scene.fact.guards, cloaks & ~marks.storage))
}

function isCheckoutScript(scene: Scene): boolean {
  if (!has(scene.fact.guards, marks.place) || !foreignScriptIn(scene)) return false
  return /checkout|onepage|onestep/i.test(scene.words())
}

/** Address of a script of another machine that is added or written. */
export function foreignScriptIn({ fact, address }: Scene): boolean {
  if (fact.kind === 'script') return isForeign(address)
  return tagSources(address, 'script').some((source) => isForeign(source))
}

/** Addresses in the tags of a text that is written; all of them are in front of the first hole. */
function tagSources(text: string, tag: 'script' | 'iframe'): string[] {
  const sources: string[] = []
  const pattern = tag === 'script' ? scriptSource : frameSource
  for (const match of text.slice(0, writtenCharsMax).matchAll(pattern)) sources.push(match[1] ?? '')
  return sources
}

const writtenCharsMax = 20_000
const scriptSource = /<script\b[^>]{0,200}?\bsrc\s{0,4}=\s{0,4}["']?([^"'\s>]{4,300})/gi
const frameSource = /<i?frame\b[^>]{0,200}?\bsrc\s{0,4}=\s{0,4}["']?([^"'\s>]{4,300})/gi

function isCloakedRedirect(scene: Scene): boolean {
  if (!goesAway(scene)) return false
  if (scene.isHidden) return true
  return has(scene.fact.guards, marks.referrer) && searchEngines.test(scene.words())
}

function isHiddenWrite(scene: Scene): boolean {
  const { address, targetMarks, fact } = scene
  const isCovered = scene.isHidden || has(targetMarks, marks.escaped) || fact.layer.includes('unescape')
  if (!isCovered) return false
  const isFrame = tagSources(address, 'iframe').some((source) => isForeign(source))
  return (isFrame && invisible.test(address)) || (scene.isHidden && foreignScriptIn(scene))
}

const invisible =
  /(?:width|height)\s{0,4}[=:]\s{0,4}["']?[0-3](?:px)?["'\s;>]|display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden|(?:left|top)\s{0,4}:\s{0,4}-\d{3}/i

function isVisitorTold(scene: Scene): boolean {
  if (!foreignScriptIn(scene) || !has(scene.targetMarks, marks.referrer)) return false
  return (
    has(scene.targetMarks, marks.title) && has(scene.targetMarks, marks.host) && scene.address.includes(hole)
  )
}

function isPasteCommand(scene: Scene): boolean {
  if (scene.address !== '') return pasteCommands.test(scene.address)
  return pasteTricks.test(scene.words())
}

function isMiner(scene: Scene): boolean {
  if (scene.fact.kind === 'script') return minerWords.test(scene.address)
  return scene.fact.via === 'Anonymous'
}

function isWalletSwap(scene: Scene): boolean {
  if (!walletAddress.test(scene.address)) return false
  return scene
    .around()
    .some(
      ({ kind, data }) =>
        kind === 'listen' && data.kind === 'known' && /^(?:copy|cut|paste)$/.test(String(data.value)),
    )
}

function isAdminUser(scene: Scene): boolean {
  if (/user-new\.php/.test(scene.address)) return /createuser|administrator/.test(scene.words())
  return /wp-json\/wp\/v2\/users|users\.php/.test(scene.address) && /"?administrator/.test(scene.words())
}

function isKeylogger(scene: Scene): boolean {
  if (!goesAwayOrHidden(scene)) return false
  const sent = scene.dataMarks | scene.targetMarks
  return has(sent, marks.key) || (has(sent, marks.secret) && has(sent, marks.field))
}

function isChainCode(scene: Scene): boolean {
  if (!has(scene.targetMarks, marks.remote | marks.hidden) && scene.address !== '') return false
  return chainWords.test(scene.words())
}

function isMessenger(scene: Scene): boolean {
  if (!messengerAddress.test(scene.address)) return false
  const sent = scene.dataMarks | scene.targetMarks
  return (
    has(sent, marks.secret | marks.card | marks.cookie) ||
    (has(sent, marks.field) && /passw/i.test(scene.words()))
  )
}
