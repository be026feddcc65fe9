import { HoldfastError } from '../domain/errors.ts'
import { readerHeaderBytesMax, readerMessageBytesMax, readerSmallMessageBytesMax } from '../domain/limits.ts'

/**
 * One message between main and reader on their socket:
 * u32 length of what follows the prelude | u8 type | u32 request id | u32 length of the header |
 * header (JSON, UTF-8) | binary tail. Little endian.
 */
export interface Frame {
  readonly type: FrameType
  readonly id: number
  readonly header: Buffer<ArrayBuffer>
  readonly tail: Buffer<ArrayBuffer>
}

/** The position is the number on the wire. Both ends are of one build, so numbers may move between versions. */
const frameTypes = [
  'hello',
  'beat',
  'rules',
  'admit',
  'compiled',
  'batch',
  'read',
  'answers',
  'done',
  'judge',
  'judged',
  'clean',
  'cleaned',
  'unpack',
  'unpacked',
  'failed',
  'close',
] as const
export type FrameType = (typeof frameTypes)[number]

const preludeBytes = 13

/** The whole frame in one buffer of its own, so that a thread can hand it over without a copy. */
export function encodeFrame(
  type: FrameType,
  id: number,
  header: unknown,
  tail: readonly Uint8Array[] = [],
): Buffer<ArrayBuffer> {
  const json = Buffer.from(JSON.stringify(header), 'utf8')
  const tailBytes = tail.reduce((sum, part) => sum + part.length, 0)
  const frame = Buffer.allocUnsafeSlow(preludeBytes + json.length + tailBytes)
  frame.writeUInt32LE(json.length + tailBytes, 0)
  frame.writeUInt8(frameTypes.indexOf(type), 4)
  frame.writeUInt32LE(id, 5)
  frame.writeUInt32LE(json.length, 9)
  json.copy(frame, preludeBytes)
  let offset = preludeBytes + json.length
  for (const part of tail) {
    frame.set(part, offset)
    offset += part.length
  }
  return frame
}

/** A frame whose prelude has arrived and whose body is being filled. */
interface OpenFrame {
  readonly type: FrameType
  readonly id: number
  readonly headerBytes: number
  readonly body: Buffer<ArrayBuffer>
  filled: number
}

/**
 * Cuts a byte stream into frames. Returns the function that takes the next piece of the stream; it throws
 * HF_READER_FAILED for a type that is not in `accepted` and for a length above the bound of its type, before
 * anything of that length is allocated.
 */
export function frameCutter(
  accepted: readonly FrameType[],
  take: (frame: Frame) => void,
): (piece: Buffer) => void {
  const prelude = Buffer.alloc(preludeBytes)
  let preludeFilled = 0
  let open: OpenFrame | undefined

  return (piece) => {
    let offset = 0
    while (offset < piece.length) {
      if (open === undefined) {
        const copied = piece.copy(prelude, preludeFilled, offset)
        preludeFilled += copied
        offset += copied
        if (preludeFilled < preludeBytes) return
        preludeFilled = 0
        open = openFrame(prelude, accepted)
      }
      const copied = piece.copy(open.body, open.filled, offset)
      open.filled += copied
      offset += copied
      if (open.filled === open.body.length) {
        const finished = open
        open = undefined
        take(closeFrame(finished))
      }
    }
  }
}

function openFrame(prelude: Buffer, accepted: readonly FrameType[]): OpenFrame {
  const length = prelude.readUInt32LE(0)
  const type = frameTypes[prelude.readUInt8(4)]
  const headerBytes = prelude.readUInt32LE(9)
  if (type === undefined || !accepted.includes(type)) throw breach('a message of an unexpected type')
  if (length > lengthMax(type)) throw breach('a message longer than its bound', { length })
  // A header is never empty (JSON), which also keeps a body from being empty.
  if (headerBytes === 0 || headerBytes > Math.min(length, readerHeaderBytesMax))
    throw breach('a header longer than its bound', { headerBytes })
  return {
    type,
    id: prelude.readUInt32LE(5),
    headerBytes,
    body: Buffer.allocUnsafeSlow(length),
    filled: 0,
  }
}

function closeFrame({ type, id, headerBytes, body }: OpenFrame): Frame {
  return { type, id, header: body.subarray(0, headerBytes), tail: body.subarray(headerBytes) }
}

const smallTypes: readonly FrameType[] = ['hello', 'beat', 'failed', 'close']

function lengthMax(type: FrameType): number {
  return smallTypes.includes(type) ? readerSmallMessageBytesMax : readerMessageBytesMax
}

/** The other end broke the protocol: nothing it says is used any more. */
export function breach(what: string, facts: Readonly<Record<string, string | number>> = {}): HoldfastError {
  return new HoldfastError('HF_READER_FAILED', `the reader sent ${what}`, { facts })
}
