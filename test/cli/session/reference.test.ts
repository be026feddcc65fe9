import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { referenceDocument } from '../../../scripts/cliReference.mjs'

it('docs/CLI.md says what --help says: npm run docs', () => {
  expect(readFileSync(new URL('../../../docs/CLI.md', import.meta.url), 'utf8')).toBe(referenceDocument())
})
