/** How many bytes a `<script language=php>` tag may be long. */
const scriptTagBytesMax = 64

const scriptTag = /^<script\s+language\s*=\s*(?:["']\s*)?php/i

/**
 * Offset of the first tag that makes PHP out of any file that is run as PHP: `<?php`, `<?=`, `<script language=php>`,
 * in any case; -1 when there is none. The bare `<?` is left out: two bytes that every second image has by chance.
 */
export function findScriptTag(bytes: Buffer, from = 0): number {
  for (let at = bytes.indexOf('<', from); at !== -1; at = bytes.indexOf('<', at + 1)) {
    if (opensScript(bytes, at)) return at
  }
  return -1
}

/**
 * True when PHP would find code in the bytes, the bare `<?` included. In what is no text (`binary`) two or three bytes are
 * there by chance (a film of 100 MB has six `<?=`), so a short tag counts only before a run of printable characters.
 */
export function hasCode(bytes: Buffer, kind: 'text' | 'binary'): boolean {
  const opens = kind === 'text' ? textCode : binaryCode
  for (let at = bytes.indexOf('<'); at !== -1; at = bytes.indexOf('<', at + 1)) {
    const second = bytes[at + 1]
    if (second !== question && second !== lowerS && second !== upperS) continue
    if (opens.test(bytes.toString('latin1', at, at + scriptTagBytesMax))) return true
  }
  return false
}

/** hasCode of a stream: takes its pieces in order. */
export interface CodeWatch {
  update(bytes: Buffer): void
  has(kind: 'text' | 'binary'): boolean
}

export function watchForCode(): CodeWatch {
  const found = { text: false, binary: false }
  let before: Buffer = Buffer.alloc(0)
  return {
    update: (bytes) => {
      // A tag may lie across two pieces.
      const seam = Buffer.concat([before, bytes.subarray(0, scriptTagBytesMax)])
      for (const kind of ['text', 'binary'] as const)
        found[kind] ||= hasCode(seam, kind) || hasCode(bytes, kind)
      before = Buffer.from(bytes.subarray(-scriptTagBytesMax))
    },
    has: (kind) => found[kind],
  }
}

/** `<?xpacket begin="` and its like stand in every second picture; to PHP a name after a name is an error, save `const A=`. */
const noCode = '(?!(?!const\\s)[\\w-]+\\s+[\\w:-]+\\s*=\\s*["\'])'
const textCode = new RegExp(`^<\\?${noCode}|${scriptTag.source}`, 'i')
const binaryCode = new RegExp(`^<\\?(?:php\\s|${noCode}=?[\\t\\n\\r -~]{14})|${scriptTag.source}`, 'i')

function opensScript(bytes: Buffer, at: number): boolean {
  const second = bytes[at + 1]
  if (second === question) return opensPhp(bytes, at)
  if (second !== lowerS && second !== upperS) return false
  return scriptTag.test(bytes.toString('latin1', at, at + scriptTagBytesMax))
}

function opensPhp(bytes: Buffer, at: number): boolean {
  if (bytes[at + 2] === equals) return true
  return bytes.toString('latin1', at + 2, at + 5).toLowerCase() === 'php'
}

const question = 0x3f
const equals = 0x3d
const lowerS = 0x73
const upperS = 0x53
