/** `precision` of PHP's settings, the same in every php.ini that PHP ships. */
const echoDigits = 14
/** Enough of the exact decimal expansion to see that a number lies halfway between two shorter ones. */
const exactDigits = 40

/** What PHP makes of a fractional, huge or special number in a string. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NAN'
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : '-INF'
  if (value === 0) return '0'
  const { digits, exponent } = roundedDigits(Math.abs(value), echoDigits)
  const sign = value < 0 ? '-' : ''
  const short = trimZeros(digits)
  if (exponent < -4 || exponent >= echoDigits) return sign + exponentForm(short, exponent)
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${short}`
  const whole = short.padEnd(exponent + 1, '0')
  const fraction = whole.slice(exponent + 1)
  return sign + whole.slice(0, exponent + 1) + (fraction === '' ? '' : `.${fraction}`)
}

/** `%.Nf` of C for a value that is not negative: correctly rounded, ties to even, where JavaScript rounds ties up. */
export function fixedText(value: number, decimals: number): string {
  const text = value.toFixed(decimals)
  // 54 binary places below one end within 100 decimal ones only for large enough numbers; a tie always does.
  const exact = value.toFixed(Math.min(100, decimals + exactDigits))
  const cut = exact.slice(0, text.length)
  const rest = exact.slice(text.length).replace('.', '')
  const isTie = /^50*$/.test(rest) && cut.length === text.length
  return isTie && isEvenDigit(cut) ? trimDot(cut) : text
}

/** `count` significant digits and the power of ten of the first one. */
export function roundedDigits(
  value: number,
  count: number,
): { readonly digits: string; readonly exponent: number } {
  const exact = splitExponential(value.toExponential(exactDigits))
  const isTie = /^50*$/.test(exact.digits.slice(count))
  const even = isTie && isEvenDigit(exact.digits.slice(0, count))
  if (even) return { digits: exact.digits.slice(0, count), exponent: exact.exponent }
  return splitExponential(value.toExponential(count - 1))
}

function splitExponential(text: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '', exponent = '0'] = text.split('e')
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) }
}

function exponentForm(digits: string, exponent: number): string {
  const fraction = digits.slice(1)
  const sign = exponent < 0 ? '-' : '+'
  return `${digits.slice(0, 1)}.${fraction === '' ? '0' : fraction}E${sign}${Math.abs(exponent)}`
}

function isEvenDigit(text: string): boolean {
  return '02468'.includes(trimDot(text).slice(-1))
}

function trimDot(text: string): string {
  return text.endsWith('.') ? text.slice(0, -1) : text
}

function trimZeros(digits: string): string {
  let end = digits.length
  while (end > 1 && digits.charAt(end - 1) === '0') end -= 1
  return digits.slice(0, end)
}
