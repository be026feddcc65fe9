import type { TargetRequest } from './file.ts'

export interface HoldRequest {
  readonly subject:
    | { readonly kind: 'target'; readonly target: TargetRequest }
    | { readonly kind: 'scan'; readonly scan: number }
    | { readonly kind: 'user'; readonly owner: string }
  readonly reason: string
}
