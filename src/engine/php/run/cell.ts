import { taintBits } from '../abstract.ts'
import type { Abstract } from '../abstract.ts'
import type { Meter } from '../value.ts'

/** A text whose characters are being replaced one by one. */
interface Letters {
  readonly bytes: Buffer
  readonly meter: Meter
}

/**
 * Where a variable, property or constant keeps its value; two names of one cell are references. A text that a loop changes
 * letter by letter is kept as bytes until somebody asks for it, or each letter would cost the whole text.
 */
export class Cell {
  /** True while `.=` has made a text that nobody has looked into: the first look copies all of it. */
  isGrowing = false
  #value: Abstract
  #letters: Letters | null = null

  constructor(value: Abstract) {
    this.#value = value
  }

  get value(): Abstract {
    if (this.#letters !== null) this.#settle(this.#letters)
    return this.#value
  }

  set value(value: Abstract) {
    this.#value = value
    this.#letters = null
  }

  /** The character at `index` when that can be said without making the text. */
  letterAt(index: number): number | undefined {
    return this.#letters?.bytes[index]
  }

  /** Length of a text that is being changed letter by letter. */
  get letterCount(): number | undefined {
    return this.#letters?.bytes.length
  }

  /** Replaces one character; false when the value is no known text that reaches so far. */
  setLetter(index: number, code: number, meter: Meter): boolean {
    if (this.#letters === null && !this.#open(index, meter)) return false
    const bytes = this.#letters?.bytes
    if (bytes === undefined || index >= bytes.length) return false
    meter.touch(1)
    bytes[index] = code
    return true
  }

  #open(index: number, meter: Meter): boolean {
    const value = this.#value
    if (value.state !== 'known' || typeof value.value !== 'string' || index >= value.value.length)
      return false
    meter.touch(value.value.length)
    this.#value = { ...value, taint: value.taint | taintBits.decoded | taintBits.hiddenText }
    this.#letters = { bytes: Buffer.from(value.value, 'latin1'), meter }
    return true
  }

  #settle({ bytes, meter }: Letters): void {
    meter.touch(bytes.length)
    this.#letters = null
    if (this.#value.state === 'known') this.#value = { ...this.#value, value: bytes.toString('latin1') }
  }
}

export function newCell(value: Abstract): Cell {
  return new Cell(value)
}
