import { constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import type { ZlibOptions } from 'node:zlib'
import { phpDecodedOnceBytesMax } from '../../../domain/engineLimits.ts'
import { BudgetStop } from '../budget.ts'
import type { Meter, PhpValue, PureFunction, Unknown } from '../value.ts'
import { integer, optional, pure, text } from './signature.ts'

type Inflate = (packed: Buffer, options: ZlibOptions) => Buffer

/** Deflate makes at most so many bytes of one. */
const inflatedBytesPerByte = 1032

/** The readers of zlib. What cannot be read is false, as in PHP. */
export const compressionFunctions: Readonly<Record<string, PureFunction>> = {
  gzinflate: pure([text, optional(integer, 0)], ([packed, most], meter) =>
    inflated(inflateRawSync, packed, most, meter),
  ),
  gzuncompress: pure([text, optional(integer, 0)], ([packed, most], meter) =>
    inflated(inflateSync, packed, most, meter),
  ),
  gzdecode: pure([text, optional(integer, 0)], ([packed, most], meter) =>
    inflated(gunzipSync, packed, most, meter),
  ),
  zlib_decode: pure([text, optional(integer, 0)], ([packed, most], meter) =>
    inflated(readerOf(packed), packed, most, meter),
  ),
}

function inflated(inflate: Inflate, packed: string, most: number, meter: Meter): PhpValue | Unknown {
  const bytes = inflateBounded(inflate, packed, meter)
  if (bytes === undefined || (most > 0 && bytes.length > most) || most < 0) return false
  return bytes.toString('latin1')
}

/**
 * What a truncated stream holds is given out, where PHP says false: the rest of it is often all that a broken upload left,
 * and it tells what the file is.
 */
function inflateBounded(inflate: Inflate, packed: string, meter: Meter): Buffer | undefined {
  const source = Buffer.from(packed, 'latin1')
  const worst = Math.min(phpDecodedOnceBytesMax, source.length * inflatedBytesPerByte)
  try {
    const bytes = inflate(source, {
      maxOutputLength: phpDecodedOnceBytesMax,
      finishFlush: constants.Z_SYNC_FLUSH,
    })
    meter.decode(bytes.length)
    return bytes.length === 0 && packed === '' ? undefined : bytes
  } catch (error) {
    if (error instanceof BudgetStop) throw error
    if (isTooLarge(error)) throw new BudgetStop('decoded')
    // What was inflated before the error is not told, so the most it can be is paid.
    meter.touch(worst)
    return undefined
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
}

function readerOf(packed: string): Inflate {
  if (packed.startsWith('\x1f\x8b')) return gunzipSync
  const header = (packed.charCodeAt(0) << 8) | packed.charCodeAt(1)
  const isZlib = (packed.charCodeAt(0) & 15) === 8 && header % 31 === 0
  return isZlib ? inflateSync : inflateRawSync
}
