import { taintBits } from '../abstract.ts'
import type { CallFact } from '../callFact.ts'
import { isServedCode } from '../lists/writes.ts'
import { capabilityRule } from './capabilityRules.ts'
import { standsAlone } from './journal.ts'
import type { Found, Journal } from './journal.ts'
import { carries, isGuarded, isOfRequest, sighting, textOf } from './values.ts'

const KiB = 1024
/** A form of its own, some HTML around it, and nothing else. */
const plainBytesMax = 6 * KiB
/** A tool that can do more than upload. */
const toolBytesMax = 32 * KiB

/** Files whose only job is to put what is sent to them where it can be called. */
export function findUploader(journal: Journal): readonly Found[] {
  if (!standsAlone(journal, toolBytesMax) || journal.does(...checks)) return []
  const fact = movers.flatMap((name) => journal.facts(name)).find(keepsAnyName)
  if (fact === undefined) return []
  const plain = journal.text.length <= plainBytesMax
  const rule = plain ? capabilityRule.uploader : capabilityRule.maybeUploader
  return [{ sighting: sighting(rule, fact.args[1]), fact }]
}

const movers = ['move_uploaded_file', 'copy', 'rename', 'file_put_contents']

/** Whoever takes pictures or documents looks at what was sent. */
const checks = [
  'pathinfo',
  'getimagesize',
  'exif_imagetype',
  'finfo_open',
  'finfo_file',
  'mime_content_type',
  'wp_check_filetype',
  'wp_check_filetype_and_ext',
  'wp_handle_upload',
  'media_handle_upload',
  'in_array',
  'preg_match',
  'imagecreatefromjpeg',
  'imagecreatefromstring',
  'new finfo',
]

function keepsAnyName(fact: CallFact): boolean {
  if (isGuarded(fact)) return false
  const [source, target] = fact.name === 'file_put_contents' ? [fact.args[1], fact.args[0]] : fact.args
  if (!carries(source, taintBits.upload)) return false
  const path = textOf(target)
  return path === undefined ? isOfRequest(target) : isServedCode(path)
}
