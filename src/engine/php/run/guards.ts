import { taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { Guard } from '../callFact.ts'
import { guardWords } from '../lists/guards.ts'
import type { Frame, Machine } from './machine.ts'

const { user, header, upload } = taintBits
const requestTaint = user | header | upload

/** Runs a test and says what it asks for. */
export function guardsOf(
  frame: Frame,
  test: () => Abstract,
): { readonly value: Abstract; readonly guards: readonly Guard[] } {
  const { machine } = frame
  const outer = machine.tested
  const tested = new Set<Guard>()
  machine.tested = tested
  const value = test()
  machine.tested = outer
  if ((value.taint & requestTaint) !== 0) tested.add('request-test')
  for (const guard of tested) outer?.add(guard)
  return { value, guards: [...tested] }
}

/** A word of an application's rights, or of how PHP was started. */
export function noteWord(machine: Machine, word: string): void {
  const guard = guardWords.get(word)
  if (guard !== undefined) machine.tested?.add(guard)
}

export function noteRequest(machine: Machine, value: Abstract): void {
  if ((value.taint & requestTaint) !== 0) machine.tested?.add('request-test')
}

/** Something of the request, or its hash, that must be one text: a password. */
export function noteComparison(machine: Machine, left: Abstract, right: Abstract): void {
  noteRequest(machine, left)
  noteRequest(machine, right)
  if (isSecret(left, right) || isSecret(right, left)) machine.tested?.add('password')
}

const hashWords = new Set(['md5', 'sha1', 'crypt', 'hash', 'password_hash', 'base64_encode'])

function isSecret(asked: Abstract, answer: Abstract): boolean {
  if (answer.state !== 'known' || typeof answer.value !== 'string' || answer.value === '') return false
  return (asked.taint & requestTaint) !== 0 || hashWords.has(asked.trace?.word ?? '')
}
