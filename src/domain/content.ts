/** What the bytes are, from the bytes (engine/identify). Decides what is kept and how it is judged. */
export const contentKinds = [
  'text',
  'php',
  'script',
  'image',
  'media',
  'archive',
  'executable',
  'document',
  'binary',
  'empty',
] as const
export type ContentKind = (typeof contentKinds)[number]

/** Media and archives are judged and recorded by hash only; everything else is kept up to keptContentBytesMax. */
export function isKeptKind(kind: ContentKind): boolean {
  return kind !== 'image' && kind !== 'media' && kind !== 'archive' && kind !== 'executable'
}
