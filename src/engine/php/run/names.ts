/** A name without namespace, in lower case: PHP falls back to the global one, and so do we. */
export function plainName(name: string): string {
  const slash = name.lastIndexOf('\\')
  return (slash === -1 ? name : name.slice(slash + 1)).toLowerCase()
}

/** Names longer than this are looked for nowhere. */
export const nameCharsMax = 512
