import type { Clock } from '../domain/clock.ts'
import type { EventDraft } from '../domain/event.ts'
import {
  metaGroupBytes,
  objectGroupBytes,
  objectGroupMsMax,
  objectsInFlightBytesMax,
} from '../domain/limits.ts'
import type { Journal } from '../journal/journal.ts'
import type { BatchOperation } from '../kv/keyValue.ts'
import type { ObjectToWrite } from '../store/objects.ts'
import type { Store } from '../store/store.ts'

interface Group {
  objects: ObjectToWrite[]
  operations: BatchOperation[]
  objectBytes: number
  operationBytes: number
  /** When its first object came; an idle group with rows only waits for the final batch. */
  objectsSince: number | null
  /** Called once the group is on disk. */
  afterCommit: (() => void)[]
}

/** Rows and events that go with the first write. */
export interface Opening {
  readonly operations: readonly BatchOperation[]
  readonly drafts: readonly EventDraft[]
}

/**
 * Turns the stream of contents, trees and rows into groups, one at a time on the disk: first the objects, synced, then
 * the rows that name them, synced (decision 21). A row therefore never names an object of a later group.
 */
export class Committer {
  readonly #store: Store
  readonly #journal: Journal
  readonly #clock: Clock
  /** What the first group carries: the scan's row, its start event, a new epoch. */
  readonly #opening: () => Opening
  #opened = false
  #hasWritten = false
  #group: Group = emptyGroup()
  #tail: Promise<void> = Promise.resolve()
  #inFlightBytes = 0
  #failure: { readonly error: unknown } | null = null

  constructor(target: { store: Store; journal: Journal; clock: Clock }, opening: () => Opening) {
    this.#store = target.store
    this.#journal = target.journal
    this.#clock = target.clock
    this.#opening = opening
  }

  addObject(object: ObjectToWrite): void {
    this.#group.objects.push(object)
    this.#group.objectsSince ??= this.#clock.now()
    this.#group.objectBytes += object.kind === 'content' ? object.deflated.length : object.payload.length
    this.#flushWhenFull()
  }

  addOperations(operations: readonly BatchOperation[]): void {
    for (const operation of operations) {
      this.#group.operations.push(operation)
      this.#group.operationBytes +=
        operation.key.length + (operation.type === 'put' ? operation.value.length : 0)
    }
    this.#flushWhenFull()
  }

  afterCommit(callback: () => void): void {
    this.#group.afterCommit.push(callback)
  }

  /** Resolves when fewer than objectsInFlightBytesMax bytes wait for the disk; rejects when a write failed. */
  async room(): Promise<void> {
    while (this.#inFlightBytes > objectsInFlightBytesMax) await this.#tail
    this.#rethrow()
  }

  /** True once anything of this run is on the disk, its row and its number first. */
  get hasWritten(): boolean {
    return this.#hasWritten
  }

  /** Writes everything added so far except the rows of a group without objects, which `write` may take along. */
  async settleObjects(): Promise<void> {
    if (this.#group.objects.length > 0) this.#flush()
    await this.#tail
    this.#rethrow()
  }

  /** Resolves when nothing is being written any more; what was added but not handed over stays where it is. */
  async idle(): Promise<void> {
    await this.#tail
  }

  /** Writes everything added so far. */
  async flush(): Promise<void> {
    if (this.#group.objects.length > 0 || this.#group.operations.length > 0) this.#flush()
    await this.#tail
    this.#rethrow()
  }

  /** The caller's rows and events and everything added so far, the rows in one write (decision 19). */
  async write(operations: readonly BatchOperation[], drafts: readonly EventDraft[]): Promise<void> {
    await this.settleObjects()
    const group = this.#group
    this.#group = emptyGroup()
    const opening = this.#takeOpening()
    await this.#journal.write(
      [...opening.operations, ...group.operations, ...operations],
      [...opening.drafts, ...drafts],
    )
    this.#hasWritten = true
    for (const callback of group.afterCommit) callback()
  }

  #flushWhenFull(): void {
    const { objectBytes, operationBytes, objectsSince } = this.#group
    const isOld = objectsSince !== null && this.#clock.now() - objectsSince >= objectGroupMsMax
    if (objectBytes >= objectGroupBytes || operationBytes >= metaGroupBytes || isOld) this.#flush()
  }

  #flush(): void {
    const group = this.#group
    this.#group = emptyGroup()
    this.#inFlightBytes += group.objectBytes + group.operationBytes
    this.#tail = this.#tail.then(() => this.#write(group))
  }

  /** Never rejects: the first failure is kept and stops all later groups, so that no row outlives its objects. */
  async #write(group: Group): Promise<void> {
    try {
      if (this.#failure !== null) return
      if (group.objects.length > 0) await (await this.#store.objects()).writeGroup(group.objects)
      const opening = this.#takeOpening()
      await this.#journal.write([...opening.operations, ...group.operations], opening.drafts)
      this.#hasWritten = true
      for (const callback of group.afterCommit) callback()
    } catch (error) {
      this.#failure = { error }
    } finally {
      this.#inFlightBytes -= group.objectBytes + group.operationBytes
    }
  }

  #takeOpening(): Opening {
    if (this.#opened) return { operations: [], drafts: [] }
    this.#opened = true
    return this.#opening()
  }

  #rethrow(): void {
    if (this.#failure !== null) throw this.#failure.error
  }
}

function emptyGroup(): Group {
  return {
    objects: [],
    operations: [],
    objectBytes: 0,
    operationBytes: 0,
    objectsSince: null,
    afterCommit: [],
  }
}
