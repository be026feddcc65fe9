import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readerHeaderBytesMax, readerMessageBytesMax } from '../../src/domain/limits.ts'
import type { Frame } from '../../src/pool/frame.ts'
import { encodeFrame, frameCutter } from '../../src/pool/frame.ts'

const accepted = ['batch', 'read', 'beat'] as const

function cutAll(pieces: readonly Buffer[]): Frame[] {
  const frames: Frame[] = []
  const cut = frameCutter(accepted, (frame) => frames.push(frame))
  for (const piece of pieces) cut(piece)
  return frames
}

const message = fc.record({
  type: fc.constantFrom(...accepted),
  id: fc.nat(),
  header: fc.jsonValue(),
  tail: fc.uint8Array({ maxLength: 200 }),
})

describe('frames', () => {
  it('arrive as they were sent, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), fc.integer({ min: 1, max: 50 }), (messages, size) => {
        const stream = Buffer.concat(
          messages.map(({ type, id, header, tail }) => encodeFrame(type, id, header, [tail])),
        )
        const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, index) =>
          stream.subarray(index * size, (index + 1) * size),
        )
        const frames = cutAll(pieces)
        expect(frames.map(({ type, id }) => ({ type, id }))).toEqual(
          messages.map(({ type, id }) => ({ type, id })),
        )
        frames.forEach((frame, index) => {
          expect(frame.header.toString()).toBe(JSON.stringify(messages[index]!.header))
          expect(new Uint8Array(frame.tail)).toEqual(messages[index]!.tail)
        })
      }),
    )
  })

  it('have the bytes of the format', () => {
    expect(encodeFrame('batch', 7, {}, [Buffer.from('ab')]).toString('hex')).toBe(
      `04000000050700000002000000${Buffer.from('{}ab').toString('hex')}`,
    )
  })

  it.each([
    ['of another type', (frame: Buffer) => frame.writeUInt8(0, 4)],
    ['of no type', (frame: Buffer) => frame.writeUInt8(255, 4)],
    ['longer than any message', (frame: Buffer) => frame.writeUInt32LE(readerMessageBytesMax + 1, 0)],
    ['with a header longer than itself', (frame: Buffer) => frame.writeUInt32LE(3, 9)],
    ['without a header', (frame: Buffer) => frame.writeUInt32LE(0, 9)],
    ['of nothing', (frame: Buffer) => frame.writeUInt32LE(0, 0)],
  ])('%s are refused', (_name, spoil) => {
    const frame = encodeFrame('read', 1, {})
    spoil(frame)
    expect(() => cutAll([frame])).toThrow(expect.objectContaining({ code: 'HF_READER_FAILED' }))
  })

  it('with a huge header or a huge beat are refused before they arrive', () => {
    const huge = encodeFrame('read', 1, {})
    huge.writeUInt32LE(readerMessageBytesMax, 0)
    huge.writeUInt32LE(readerHeaderBytesMax + 1, 9)
    expect(() => cutAll([huge.subarray(0, 13)])).toThrow('header')
    const beat = encodeFrame('beat', 1, {})
    beat.writeUInt32LE(readerMessageBytesMax, 0)
    expect(() => cutAll([beat.subarray(0, 13)])).toThrow('bound')
  })
})
