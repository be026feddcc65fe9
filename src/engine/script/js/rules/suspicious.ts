import { marks, textOf } from '../run/value.ts'
import type { JsObject, JsValue } from '../run/value.ts'
import { foreignScriptIn } from './malicious.ts'
import type { FactRule } from './malicious.ts'
import { goesAway, has } from './scene.ts'
import type { Scene } from './scene.ts'
import { mobileWords } from './words.ts'

export const suspiciousRules: readonly FactRule[] = [
  { rule: 2531, kinds: ['code'], isTrue: isHiddenCode },
  { rule: 2533, kinds: ['navigate'], isTrue: isAgentRedirect },
  { rule: 2534, kinds: ['frame'], isTrue: isHiddenFrame },
  { rule: 2535, kinds: ['send'], isTrue: isFieldSent },
  { rule: 2536, kinds: ['code'], isTrue: isRemoteCode },
  { rule: 2538, kinds: ['write', 'script'], isTrue: isMadeScript },
  { rule: 2537, kinds: ['send', 'script', 'frame'], isTrue: isCookieSent },
]

function isHiddenCode({ targetMarks, address }: Scene): boolean {
  return has(targetMarks, marks.hidden) && (address === '' || address.length > hiddenCodeCharsMin)
}

/** `eval("1")` in a decoder is no code. */
const hiddenCodeCharsMin = 24

function isAgentRedirect(scene: Scene): boolean {
  return goesAway(scene) && has(scene.fact.guards, marks.agent) && mobileWords.test(scene.words())
}

function isHiddenFrame(scene: Scene): boolean {
  const { data } = scene.fact
  return goesAway(scene) && data.kind === 'object' && isInvisible(data)
}

function isInvisible({ properties }: JsObject): boolean {
  if (['width', 'height'].some((name) => isTiny(properties.get(name)))) return true
  const style = properties.get('style')
  if (style?.kind !== 'object') return /display\s*:\s*none|-\d{3,5}px/.test(textOf(style) ?? '')
  const inner = style.properties
  return (
    textOf(inner.get('display')) === 'none' ||
    textOf(inner.get('visibility')) === 'hidden' ||
    ['width', 'height'].some((name) => isTiny(inner.get(name))) ||
    ['left', 'top'].some((name) => /^-\d{3}/.test(textOf(inner.get(name)) ?? ''))
  )
}

function isTiny(value: JsValue | undefined): boolean {
  return value?.kind === 'known' && /^[0-3](?:px)?$/.test(String(value.value))
}

function isFieldSent(scene: Scene): boolean {
  return goesAway(scene) && has(scene.dataMarks | scene.targetMarks, marks.field)
}

function isRemoteCode(scene: Scene): boolean {
  if (!has(scene.targetMarks, marks.remote)) return false
  return scene
    .around()
    .some(({ kind, target }) => kind === 'send' && /^\s*(?:https?:)?\/\//.test(textOf(target) ?? ''))
}

function isMadeScript(scene: Scene): boolean {
  const isMade = has(scene.targetMarks, marks.escaped) || scene.fact.layer.length > 0
  return isMade && foreignScriptIn(scene)
}

function isCookieSent(scene: Scene): boolean {
  return goesAway(scene) && has(scene.dataMarks | scene.targetMarks, marks.cookie)
}
