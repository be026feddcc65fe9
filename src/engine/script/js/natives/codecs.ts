/** As `atob` does it; undefined where that throws. */
export function decodeBase64(text: string): string | undefined {
  const plain = text.replace(/[\t\n\f\r ]/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(plain) || plain.replace(/=/g, '').length % 4 === 1) return undefined
  return Buffer.from(plain, 'base64').toString('latin1')
}

/** As `btoa` does it; undefined where that throws. */
export function encodeBase64(text: string): string | undefined {
  return /^[\0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1').toString('base64') : undefined
}

/** As `unescape` does it. */
export function unescapeText(text: string): string {
  return text.replace(/%u([0-9a-f]{4})|%([0-9a-f]{2})/gi, (_all, wide: string | undefined, narrow: string) =>
    String.fromCharCode(Number.parseInt(wide ?? narrow, 16)),
  )
}

/** As `decodeURIComponent` does it; undefined where that throws. */
export function decodeUri(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}
