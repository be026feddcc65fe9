/** `how`: `exit 3`, `SIGSEGV`, or why the system did not start it. `output` is what it printed, as it is: never to a terminal. */
export type HookOutcome =
  /** Nothing is configured, or there was nothing to tell. */
  | { readonly state: 'none' }
  | { readonly state: 'done'; readonly program: string; readonly output: string }
  /** Not started: somebody else could change the program. `why` is a sentence. */
  | { readonly state: 'refused'; readonly program: string; readonly why: string }
  | { readonly state: 'failed'; readonly program: string; readonly how: string; readonly output: string }
  | { readonly state: 'timed-out'; readonly program: string; readonly output: string }
