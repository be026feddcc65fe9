import type { ContentKind } from '../../domain/content.ts'
import { identifyBytesMax } from '../../domain/limits.ts'
import { findScriptTag } from '../scriptTags.ts'
import { kindOfMagic } from './magic.ts'

/**
 * What the bytes are. A text is never an image, whatever it starts with: `GIF89a` in front of a script is a costume, and
 * pictures are judged with less. Looks at the first identifyBytesMax bytes, and through a text once for a PHP tag.
 */
export function identify(bytes: Buffer): ContentKind {
  if (bytes.length === 0) return 'empty'
  if (startsWithPhp(bytes)) return 'php'
  if (!isText(bytes)) return kindOfMagic(bytes) ?? 'binary'
  if (findScriptTag(bytes) !== -1) return 'php'
  return textKind(bytes)
}

/** Also what has a binary payload behind it, such as a PHAR. */
function startsWithPhp(bytes: Buffer): boolean {
  const tag = findScriptTag(bytes.subarray(0, firstTagBytes))
  return tag !== -1 && isText(bytes.subarray(0, tag))
}

/** A shebang line, a byte order mark or a comment may stand before the first tag. */
const firstTagBytes = 256

/** Control characters that texts do not have; bytes above 127 may be any encoding. */
const controlBytes = /[\0-\x06\x0e-\x1a\x1c-\x1f\x7f]/

function isText(bytes: Buffer): boolean {
  return !controlBytes.test(bytes.toString('latin1', 0, identifyBytesMax))
}

function textKind(bytes: Buffer): ContentKind {
  const start = bytes.toString('latin1', 0, 16)
  if (start.startsWith('#!')) return 'script'
  if (start.startsWith('%PDF-') || start.startsWith('{\\rtf')) return 'document'
  return 'text'
}
