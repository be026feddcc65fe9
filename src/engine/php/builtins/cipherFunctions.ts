import { createDecipheriv } from 'node:crypto'
import { unknown } from '../value.ts'
import type { Meter, PhpValue, PureFunction, Unknown } from '../value.ts'
import { toLower } from './asciiCase.ts'
import { decodeBase64 } from './encodingFunctions.ts'
import { integer, optional, pure, text } from './signature.ts'

/** Bytes of the key and of the first block, by the name that reaches the host; no other name does. */
const ciphers: ReadonlyMap<string, Cipher> = new Map(
  [
    ...[16, 24, 32].flatMap((key) =>
      ['cbc', 'ctr', 'cfb', 'ofb'].map((mode) => ({ name: `aes-${key * 8}-${mode}`, key, block: 16 })),
    ),
    ...[16, 24, 32].map((key) => ({ name: `aes-${key * 8}-ecb`, key, block: 0 })),
    { name: 'des-ede3-cbc', key: 24, block: 8 },
    { name: 'des-ede3', key: 24, block: 0 },
  ].map((cipher) => [cipher.name, cipher] as const),
)

interface Cipher {
  readonly name: string
  readonly key: number
  readonly block: number
}

const rawData = 1
const zeroPadding = 2

/** Decryption with a key that stands in the program. */
export const cipherFunctions: Readonly<Record<string, PureFunction>> = {
  openssl_decrypt: pure([text, text, text, optional(integer, 0), optional(text, '')], (values, meter) => {
    const [data, method, key, options, first] = values
    const cipher = ciphers.get(toLower(method))
    if (cipher === undefined || options < 0 || options > 3) return unknown
    const packed = (options & rawData) === 0 ? decodeBase64([data, false], meter) : data
    if (typeof packed !== 'string') return false
    return decrypted(packed, cipher, { key, first, isPadded: (options & zeroPadding) === 0, meter })
  }),
}

interface Secrets {
  readonly key: string
  readonly first: string
  readonly isPadded: boolean
  readonly meter: Meter
}

/** Keys and first blocks are cut or filled with zeros, as PHP does. */
function decrypted(
  data: string,
  cipher: Cipher,
  { key, first, isPadded, meter }: Secrets,
): PhpValue | Unknown {
  meter.decode(data.length)
  const start = cipher.block === 0 ? null : sized(first, cipher.block)
  try {
    const machine = createDecipheriv(cipher.name, sized(key, cipher.key), start)
    machine.setAutoPadding(isPadded)
    return machine.update(data, 'latin1', 'latin1') + machine.final('latin1')
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return false
  }
}

function sized(text: string, bytes: number): Buffer {
  const made = Buffer.alloc(bytes)
  made.write(text, 'latin1')
  return made
}
