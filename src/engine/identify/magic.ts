import type { ContentKind } from '../../domain/content.ts'

/** Kind of bytes that are no text, by their first bytes; undefined for what is not known. */
export function kindOfMagic(bytes: Buffer): ContentKind | undefined {
  const head = bytes.toString('latin1', 0, headBytes)
  return magics.find((magic) => magic.pattern.test(head))?.kind
}

/** A tar header has its magic at 257. */
const headBytes = 264

const magics: readonly { readonly kind: ContentKind; readonly pattern: RegExp }[] = [
  {
    kind: 'image',
    pattern: /^(?:\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF[^]{4}WEBP|II\*\0|MM\0\*|\0\0[\x01\x02]\0)/,
  },
  // A bitmap has its size and two zero words; "BM" alone is how a text may start.
  { kind: 'image', pattern: /^BM[^]{4}\0\0\0\0[^]{2}\0\0/ },
  { kind: 'image', pattern: /^[^]{4}ftyp(?:avif|avis|heic|heix|mif1)/ },
  {
    kind: 'media',
    pattern: /^(?:RIFF[^]{4}(?:AVI |WAVE)|OggS|fLaC|ID3[\x02-\x04]|\x1a\x45\xdf\xa3|FLV\x01)/,
  },
  { kind: 'media', pattern: /^(?:[^]{4}ftyp|\0\0\x01[\xb3\xba]|\xff[\xfb\xf3\xf2\xf1\xf9])/ },
  {
    kind: 'archive',
    pattern:
      /^(?:PK(?:\x03\x04|\x05\x06)|\x1f\x8b\x08|BZh[1-9]|\xfd7zXZ\0|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|\x28\xb5\x2f\xfd)/,
  },
  { kind: 'archive', pattern: /^[^]{257}ustar/ },
  {
    kind: 'executable',
    pattern: /^(?:\x7fELF|MZ|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]|\0asm|dex\n)/,
  },
  { kind: 'document', pattern: /^(?:%PDF-|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|\{\\rtf)/ },
]
