import { readdirSync, readFileSync } from 'node:fs'

const directory = new URL('../fixtures/rules/', import.meta.url)

/** Rule numbers that have fixtures. */
export function fixtureNumbers(): number[] {
  return readdirSync(directory)
    .flatMap((name) => /^(\d{4})\.hit\.txt$/.exec(name)?.[1] ?? [])
    .map(Number)
}

/** The bytes of a fixture as they would lie on a site. */
export function fixture(rule: number, kind: 'hit' | 'clean'): Buffer {
  return rearm(readFileSync(fixtureFile(rule, kind), 'utf8'))
}

function fixtureFile(rule: number, kind: 'hit' | 'clean'): URL {
  return new URL(`${String(rule).padStart(4, '0')}.${kind}.txt`, directory)
}

/** Undoes the two replacements that README.md beside the fixtures describes. */
function rearm(text: string): Buffer {
  const parts = text.replaceAll('§', '').split(/⟦([0-9a-f ]*)⟧/)
  return Buffer.concat(
    parts.map((part, at) =>
      at % 2 === 0 ? Buffer.from(part) : Buffer.from(part.replaceAll(' ', ''), 'hex'),
    ),
  )
}
