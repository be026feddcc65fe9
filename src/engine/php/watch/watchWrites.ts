import { prefixOf, suffixOf, taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { CallFact } from '../callFact.ts'
import { fileWriters, isServedCode } from '../lists/writes.ts'
import type { Handles } from './handles.ts'
import { taintRule } from './taintRule.ts'
import { carries, isGuarded, isOfRequest, isUnpacked, passed, sighting, textOf } from './values.ts'
import type { Sighting } from './values.ts'

const { remote, hiddenText } = taintBits

/** Files that are made of what came from elsewhere, or of code that was hidden. */
export function watchWrites(fact: CallFact, handles: Handles): Sighting[] {
  if (fact.kind !== 'function' || fact.name === null) return []
  if (fact.name === 'copy') return remoteCopy(fact)
  const writer = fileWriters.get(fact.name)
  const data = writer === undefined ? undefined : fact.args[writer.data]
  if (writer === undefined || data === undefined) return []
  const path = handles.pathOf(fact, writer.path)
  const rule =
    textOf(data) === undefined ? openDataRule(fact, data, path) : knownDataRule(data, textOf(data) ?? '')
  return rule === null ? [] : [sighting(rule, data)]
}

/** `copy('http://...', 'name.php')`. */
function remoteCopy(fact: CallFact): Sighting[] {
  const [source, target] = fact.args
  const address = textOf(source)?.slice(0, addressCharsMax).toLowerCase() ?? ''
  if (!address.startsWith('http://') && !address.startsWith('https://')) return []
  const rule = remoteRule(fact, target)
  return rule === null ? [] : [sighting(rule, source)]
}

const addressCharsMax = 4096

function openDataRule(fact: CallFact, data: Abstract, path: Abstract | undefined): number | null {
  if (carries(data, remote)) return passed(data, isComposer) ? null : remoteRule(fact, path)
  if (isServedPath(path) && isInjection(data)) return taintRule.writeMarkup
  if (!isOfRequest(data)) return isUnpacked(data) && isServedPath(path) ? unpackedRule(fact) : null
  if (isOfRequest(path)) return taintRule.maybeWriteOfRequest
  return isServedPath(path) ? taintRule.maybeWriteServed : null
}

/** A script or frame of another machine in front of what a page held. */
function isInjection(data: Abstract): boolean {
  const beginning = prefixOf(data).trimStart().toLowerCase()
  return carries(data, taintBits.file) && /^<(?:script|iframe)\b/.test(beginning) && beginning.includes('//')
}

/** Classes that pack what they keep write it back as it was. */
function unpackedRule(fact: CallFact): number {
  const isInClass = fact.place.within?.includes('::') ?? false
  return isInClass || isGuarded(fact) ? taintRule.maybeWriteServed : taintRule.writeUnpackedCode
}

/** A program that makes PHP out of a table it fetched writes what it says itself. */
function isComposer(word: string): boolean {
  return composers.has(word)
}

const composers = new Set([
  'sprintf',
  'vsprintf',
  'json_decode',
  'var_export',
  'array_replace_recursive',
  'simplexml_load_string',
])

function remoteRule(fact: CallFact, path: Abstract | undefined): number | null {
  if (isServedPath(path)) return isGuarded(fact) ? taintRule.maybeWriteRemote : taintRule.writeRemoteCode
  return isOfRequest(path) ? taintRule.maybeWriteRemote : null
}

function isServedPath(path: Abstract | undefined): boolean {
  const text = textOf(path) ?? (path === undefined ? '' : suffixOf(path))
  return isServedCode(text)
}

/** Data that stands in the program. */
function knownDataRule(data: Abstract, text: string): number | null {
  const lower = text.slice(0, dataCharsMax).toLowerCase()
  if (lower.includes('<?php') || lower.includes('<?=')) {
    if (isUnpacked(data) || carries(data, hiddenText)) return taintRule.writeUnpackedCode
    return isShell(lower) ? taintRule.writeShell : null
  }
  if (isLockOut(lower)) return taintRule.writeLockOut
  return isHandler(lower) ? taintRule.maybeWriteHandler : null
}

/** As much of what is written as is looked at. */
const dataCharsMax = 65536

/** Code that hands a request to something that runs or keeps it. */
function isShell(lower: string): boolean {
  const takes = requests.some((word) => lower.includes(word))
  return takes && runners.some((word) => lower.includes(word))
}

const requests = [
  '$_get',
  '$_post',
  '$_request',
  '$_cookie',
  '$_files',
  'php://input',
  '$_server["http_',
  "$_server['http_",
]
const runners = [
  'eval(',
  'assert(',
  'system(',
  'shell_exec(',
  'passthru(',
  'move_uploaded_file(',
  'create_function(',
  'popen(',
  'exec(',
  '@copy(',
]

/** `.htaccess` text that makes PHP of other files. */
function isHandler(lower: string): boolean {
  return lower.includes('application/x-httpd-php') || lower.includes('auto_prepend_file')
}

/** Denies all PHP and allows files by their names. */
function isLockOut(lower: string): boolean {
  if (!lower.includes('<filesmatch') || !lower.includes('deny from all')) return false
  const allowed = lower.indexOf('allow from all')
  return lower.includes('php|') || lower.includes('|php')
    ? allowed !== -1 && lower.lastIndexOf('.php', allowed) !== -1
    : false
}
