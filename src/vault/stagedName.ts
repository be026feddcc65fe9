import { isByteName, type ByteName } from '../domain/path.ts'
import { invariant } from '../domain/errors.ts'

/** `new`: made ready to be put in place. `old`: what lay there. `dir`: a directory made ready. */
const stagedParts = ['new', 'old', 'dir'] as const
export type StagedPart = (typeof stagedParts)[number]

export interface StagedFile {
  /** Id of the store: two stores on one machine share the stages, and both count their operations from 1. */
  readonly store: string
  readonly operation: number
  readonly part: StagedPart
}

export function stagedName({ store, operation, part }: StagedFile): ByteName {
  const name = `${store}.${String(operation)}.${part}`
  invariant(isByteName(name), 'a staged file has a plain name', { name })
  return name
}

/** undefined for a name that no store gives. */
export function parseStagedName(name: ByteName): StagedFile | undefined {
  const [, store, operation, text] = pattern.exec(name) ?? []
  const part = stagedParts.find((candidate) => candidate === text)
  if (store === undefined || part === undefined) return undefined
  return { store, operation: Number(operation), part }
}

const pattern = /^([0-9a-f]{32})\.([1-9][0-9]{0,15})\.(new|old|dir)$/
