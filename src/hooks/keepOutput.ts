import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { hookOutputBytesMax } from '../domain/hookLimits.ts'

export interface KeptOutput {
  /** The text so far, after the pipes were closed or `waitMs` have passed; nothing is read from then on. */
  end(waitMs: number): Promise<string>
}

/** Keeps the first hookOutputBytesMax bytes that a process prints, and reads the rest, so that it does not wait for us. */
export function keepOutput(child: ChildProcess): KeptOutput {
  const pieces: Buffer[] = []
  let room = hookOutputBytesMax
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null)
  for (const stream of streams) {
    stream.on('data', (piece: Buffer) => {
      if (room > 0) pieces.push(piece.subarray(0, room))
      room -= Math.min(room, piece.length)
    })
    stream.on('error', ignore)
  }
  const closed = Promise.all(streams.map(afterClose))
  return {
    end: async (waitMs) => {
      await Promise.race([closed, afterMs(waitMs)])
      for (const stream of streams) stream.destroy()
      return Buffer.concat(pieces).toString('utf8')
    },
  }
}

function ignore(): void {
  // What could be read was kept.
}

async function afterClose(stream: Readable): Promise<void> {
  await new Promise<void>((resolve) => {
    stream.once('close', resolve)
  })
}

/** Does not keep the process from ending. */
async function afterMs(milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })
}
