/** How many bytes a `<script language=php>` tag may be long. */
const scriptTagBytesMax = 64

const scriptTag = /^<script\s+language\s*=\s*["']?\s*php/i

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
