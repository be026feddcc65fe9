import type { IndexEntry } from '../domain/entry.ts'
import type { FileClass } from '../domain/fileClass.ts'
import type { FileStat } from '../domain/fileStat.ts'
import { batchFilesMax, batchFilesMin } from '../domain/limits.ts'
import type { ByteName } from '../domain/path.ts'
import type { Frame } from './frame.ts'

/** One file to be read, and where its entry goes. */
export interface ReadJob {
  readonly frame: Frame
  readonly position: number
  readonly name: ByteName
  /** lstat by the walk; the content counts as that of this stat only when the reader's fstat agrees. */
  readonly stat: FileStat
  readonly previous: IndexEntry | undefined
  readonly fileClass: FileClass
  /** 1 at first; a file whose content another batch lost is read again. */
  readonly attempt: number
}

/** Collects files into batches (decision 2) and keeps a bounded number of them at work. */
export class ReadQueue {
  readonly #work: (jobs: readonly ReadJob[]) => Promise<void>
  readonly #batchBytes: number
  readonly #inFlightMax: number
  readonly #running = new Set<Promise<void>>()
  #jobs: ReadJob[] = []
  #bytes = 0
  #failure: { readonly error: unknown } | null = null

  constructor(
    limits: { batchBytes: number; batchesInFlight: number },
    work: (jobs: readonly ReadJob[]) => Promise<void>,
  ) {
    this.#work = work
    this.#batchBytes = limits.batchBytes
    this.#inFlightMax = limits.batchesInFlight
  }

  add(job: ReadJob): void {
    this.#jobs.push(job)
    this.#bytes += job.stat.size
  }

  /** A batch is full with many files that hold a fair share of bytes, or with either alone. */
  get isFull(): boolean {
    if (this.#bytes >= this.#batchBytes || this.#jobs.length >= batchFilesMax) return true
    return this.#jobs.length >= batchFilesMin && this.#bytes >= this.#batchBytes / 4
  }

  /** Hands the collected files to the reader; waits while batchesInFlight are at work. */
  async dispatch(): Promise<void> {
    const jobs = this.#jobs
    if (jobs.length === 0) return
    this.#jobs = []
    this.#bytes = 0
    while (this.#running.size >= this.#inFlightMax) await Promise.race(this.#running)
    this.#rethrow()
    const running = this.#work(jobs).catch((error: unknown) => {
      this.#failure ??= { error }
    })
    this.#running.add(running)
    void running.then(() => this.#running.delete(running))
  }

  /**
   * Until nothing is at work; work that is added by finishing work is waited for too. Once the run is stopped, what was
   * not handed over is forgotten and only what was is waited for.
   */
  async drain(signal: AbortSignal): Promise<void> {
    while (this.#jobs.length > 0 || this.#running.size > 0) {
      if (signal.aborted) this.#jobs = []
      await this.dispatch()
      await Promise.all(this.#running)
    }
    this.#rethrow()
  }

  #rethrow(): void {
    if (this.#failure !== null) throw this.#failure.error
  }
}
