import { HoldfastError } from '../domain/errors.ts'
import type { BaselineOrigin } from '../service/contract/baseline.ts'
import type { Session } from './session.ts'

/** Where the files of a baseline come from; HF_USAGE when no flag says so. */
export function originOf(
  { release, snapshot }: { readonly release?: string | undefined; readonly snapshot?: string | undefined },
  session: Session,
): BaselineOrigin {
  if (release !== undefined) return { kind: 'release', path: session.bytesOf(release) }
  if (snapshot !== undefined) return { kind: 'snapshot', spec: snapshot }
  throw new HoldfastError('HF_USAGE', 'say where the known good files come from', {
    hint: '--release ZIP|DIR or --snapshot SNAP',
  })
}
