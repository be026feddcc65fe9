import { connect, createServer, type Server, type Socket } from 'node:net'
import { systemCode } from '../domain/errors.ts'
import { lockAnswerBytesMax, lockAnswerMsMax, lockConnectionsMax } from '../domain/limits.ts'
import { formatHolderStatus, type HolderStatus, parseHolderStatus } from './holderStatus.ts'

/**
 * What a question on a socket found. `dead`: the socket is there and nobody will ever listen on it again. `silent`:
 * somebody listens but gave no answer (stopped, overloaded), so the store is held.
 */
export type HolderAnswer =
  | { readonly state: 'absent' | 'dead' | 'silent' }
  | { readonly state: 'answered'; readonly status: HolderStatus }

/** Listens on `path` and tells everyone who connects what we do: one line out, nothing is read. */
export async function listenOn(path: string, describe: () => HolderStatus): Promise<Server> {
  const server = createServer((socket) => {
    answer(socket, describe)
  })
  server.maxConnections = lockConnectionsMax
  // The lock lives as long as the work; it must not be what keeps a finished process alive.
  server.unref()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  server.removeAllListeners('error')
  // Failing to accept (no descriptors left) loses an answer, not the lock.
  server.on('error', () => undefined)
  return server
}

export async function askSocket(path: string): Promise<HolderAnswer> {
  return await new Promise((resolve) => {
    const received: Buffer[] = []
    let connected = false
    let failure: string | undefined
    const socket = connect(path)
    const timer = setTimeout(() => socket.destroy(), lockAnswerMsMax)
    socket.on('connect', () => {
      connected = true
    })
    socket.on('data', (bytes: Buffer) => {
      received.push(bytes)
      if (received.reduce((sum, part) => sum + part.length, 0) > lockAnswerBytesMax) socket.destroy()
    })
    socket.on('error', (error) => {
      failure = systemCode(error)
    })
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(connected ? heard(Buffer.concat(received)) : refused(failure))
    })
  })
}

function answer(socket: Socket, describe: () => HolderStatus): void {
  socket.on('error', () => undefined)
  socket.unref()
  // A peer that never reads must not keep one of the few connections.
  socket.setTimeout(lockAnswerMsMax, () => socket.destroy())
  socket.end(formatHolderStatus(describe()), () => socket.destroy())
}

function heard(bytes: Buffer): HolderAnswer {
  const status = bytes.length > lockAnswerBytesMax ? undefined : parseHolderStatus(bytes.toString('utf8'))
  return status === undefined ? { state: 'silent' } : { state: 'answered', status }
}

/** A full queue of a listening socket also refuses (EAGAIN): only ECONNREFUSED says that nobody listens. */
function refused(code: string | undefined): HolderAnswer {
  if (code === 'ECONNREFUSED') return { state: 'dead' }
  return { state: code === 'ENOENT' ? 'absent' : 'silent' }
}
