export type StopSignal = 'SIGINT' | 'SIGTERM'

export interface StopListener {
  readonly signal: AbortSignal
  /** The signal that came, or null. */
  readonly stoppedBy: () => StopSignal | null
  readonly dispose: () => void
}

/**
 * The first SIGINT or SIGTERM aborts, so that the scan ends with its current batch. Then nobody listens any more: the
 * second one ends the process as the kernel does, which the store survives at any point.
 */
export function listenForStop(say: (text: string) => void): StopListener {
  const controller = new AbortController()
  let came: StopSignal | null = null
  const stop = (signal: StopSignal): void => {
    came = signal
    dispose()
    say('stopping after the current batch; press Ctrl-C again to stop at once')
    controller.abort()
  }
  const dispose = (): void => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return { signal: controller.signal, stoppedBy: () => came, dispose }
}

/** What a shell reports for a process that this signal ended. */
export function exitCodeOfSignal(signal: StopSignal): number {
  return signal === 'SIGINT' ? 130 : 143
}

/** Runs `work`, which ends early when somebody stops it; then the exit code says so. */
export async function untilStopped(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const stop = listenForStop((text) => void process.stderr.write(`${text}\n`))
  try {
    const code = await work(stop.signal)
    const stoppedBy = stop.stoppedBy()
    return stoppedBy === null ? code : exitCodeOfSignal(stoppedBy)
  } finally {
    stop.dispose()
  }
}
