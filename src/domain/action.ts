import type { CleanMethod } from './operation.ts'
import type { StandaloneAction } from './cleaning.ts'

/** What a person may ask to be done about malicious files. */
export const actions = ['clean', 'quarantine', 'delete'] as const
export type Action = (typeof actions)[number]

/** What a scan may do about its findings (malware.defaultAction); the meanings are those of `policyOf`. */
export const defaultActions = ['delete', 'quarantine', 'display', 'cleanup', 'cleanup-or-quarantine'] as const
export type DefaultAction = (typeof defaultActions)[number]

/** What is done to each file: an action, and for a file that cannot be cleaned what is done instead. */
export interface ActionPolicy {
  readonly action: Action
  /** For a file that cannot be cleaned; `leave`: it stays as it is, and that is recorded. */
  readonly otherwise: 'leave' | 'quarantine'
  readonly standalone: StandaloneAction
  readonly methods: readonly CleanMethod[] | 'all'
}

/** null for `display`: nothing is done. */
export function policyOf(action: DefaultAction | Action, standalone: StandaloneAction): ActionPolicy | null {
  const clean: ActionPolicy = { action: 'clean', otherwise: 'leave', standalone, methods: 'all' }
  switch (action) {
    case 'display':
      return null
    case 'delete':
    case 'quarantine':
      return { ...clean, action }
    case 'clean':
    case 'cleanup':
      return clean
    case 'cleanup-or-quarantine':
      return { ...clean, otherwise: 'quarantine' }
  }
}
