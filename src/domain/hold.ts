import type { Initiator } from './event.ts'
import type { Oid } from './oid.ts'
import type { Operation } from './operation.ts'
import { type BytePath, isWithin } from './path.ts'

/** What a hold is about. A path stands for itself and everything below it. */
export type HoldSubject =
  | { readonly kind: 'content'; readonly oid: Oid }
  | { readonly kind: 'path'; readonly path: BytePath }
  | { readonly kind: 'incident'; readonly incident: number; readonly path: BytePath; readonly oid: Oid }
  | { readonly kind: 'scan'; readonly scan: number }
  | { readonly kind: 'user'; readonly owner: string }

/** Nothing that its subject touches expires or is purged until it is removed. Time in milliseconds since 1970. */
export interface Hold {
  readonly id: number
  readonly subject: HoldSubject
  readonly reason: string
  readonly initiator: Initiator
  readonly addedAt: number
}

export function formatHoldId(id: number): string {
  return `h${String(id)}`
}

/** True when the ticket of the operation, and with it the way back, outlives its end. */
export function holdsTicket({ subject }: Hold, operation: Operation): boolean {
  switch (subject.kind) {
    case 'content':
      return operation.before?.oid === subject.oid || operation.displaced.includes(subject.oid)
    case 'path':
      return isWithin(operation.path, subject.path)
    case 'incident':
      return operation.incident === subject.incident || operation.path === subject.path
    case 'scan':
      return operation.scan === subject.scan
    case 'user':
      return operation.owner === subject.owner
  }
}

/**
 * True when a snapshot stays although its time is over. Files of one account may lie under any root, so a hold on an
 * account keeps the snapshots of all of them.
 */
export function holdsSnapshot(
  { subject }: Hold,
  snapshot: { readonly root: BytePath; readonly scan: number },
): boolean {
  switch (subject.kind) {
    case 'content':
      return false
    case 'path':
    case 'incident':
      return isWithin(subject.path, snapshot.root) || isWithin(snapshot.root, subject.path)
    case 'scan':
      return snapshot.scan === subject.scan
    case 'user':
      return true
  }
}
