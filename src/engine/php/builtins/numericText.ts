/** What PHP reads as a number at the start of a string. */
export interface NumericText {
  readonly value: number
  readonly isInteger: boolean
  /** `whole`: nothing follows; `space`: only blanks follow, a number since PHP 8; `rest`: other text follows. */
  readonly after: 'whole' | 'space' | 'rest'
}

// Anchored, and each part starts with a character that the part before it cannot take, so there is one way to match.
const numberAtStart = /^[ \t\n\r\v\f]*([+-]?)(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?/
const onlyBlanks = /^[ \t\n\r\v\f]*$/
/** Longer texts are no numbers anybody writes; a slice keeps the work small for a string of megabytes. */
const numberCharsMax = 4096

/** Undefined when the text does not begin with a number, or with one too long for us. */
export function numericText(text: string): NumericText | undefined {
  const head = text.length > numberCharsMax ? text.slice(0, numberCharsMax) : text
  const match = numberAtStart.exec(head)
  if (match === null || match[0].length === numberCharsMax) return undefined
  const [all, sign = '', digits = '', exponent = ''] = match
  const isInteger = exponent === '' && !digits.includes('.')
  return { value: Number(`${sign}${digits}${exponent}`), isInteger, after: afterNumber(text, all.length) }
}

function afterNumber(text: string, end: number): NumericText['after'] {
  if (end === text.length) return 'whole'
  if (text.length - end > numberCharsMax) return 'rest'
  return onlyBlanks.test(text.slice(end)) ? 'space' : 'rest'
}
