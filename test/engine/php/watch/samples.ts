/** PHP that one rule is true for, and PHP that looks like it and is not. */
export interface Sample {
  readonly rule: number
  readonly hit: string
  readonly clean: string
}

/**
 * Text of PHP written with `~` between the parts of words that scanners look for, so that none takes this file for what it
 * describes.
 */
export function inert(text: string): string {
  return text.replaceAll('~', '')
}
