import type { Completion } from './machine.ts'

export const next: Completion = { kind: 'next' }
export const returned: Completion = { kind: 'return' }
export const exited: Completion = { kind: 'exit' }
export const thrown: Completion = { kind: 'throw' }

/** True when nothing of the function runs after it. */
export function leavesFunction(completion: Completion): boolean {
  return completion.kind === 'return' || completion.kind === 'exit' || completion.kind === 'throw'
}

/** What the end of a loop's body means for the statement around the loop; null goes on with the loop. */
export function afterBody(completion: Completion): Completion | null {
  switch (completion.kind) {
    case 'next':
      return null
    case 'break':
      return completion.levels > 1 ? { kind: 'break', levels: completion.levels - 1 } : next
    case 'continue':
      return completion.levels > 1 ? { kind: 'continue', levels: completion.levels - 1 } : null
    case 'return':
    case 'exit':
    case 'throw':
    case 'goto':
      return completion
  }
}
