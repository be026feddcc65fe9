import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../../src/hash/sha256.ts'

/** A publisher of rules with a directory and a key of its own, as docs/FORMAT.md "Rule sources" describes it. */
export interface RulePublisher {
  readonly directory: string
  /** PEM. */
  readonly publicKey: string
  /** Signs and writes; `changes` go over the manifest, `key` is another one's. */
  publish(version: number, packs: Readonly<Record<string, PublishedPack>>, extra?: PublishExtra): void
}

interface PublishedPack {
  readonly format: string
  readonly text: string
}

interface PublishExtra {
  readonly issuedAt?: number
  readonly changes?: Readonly<Record<string, unknown>>
  readonly key?: KeyObject
}

export function rulePublisher(directory: string, name: string, now: () => number): RulePublisher {
  mkdirSync(directory, { recursive: true })
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    directory,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    publish: (version, packs, { issuedAt = now(), changes = {}, key = privateKey } = {}) => {
      const listed = Object.entries(packs).map(([pack, { format, text }]) => {
        const file = `${pack}.rules`
        const bytes = Buffer.from(text)
        writeFileSync(join(directory, file), bytes)
        return { name: pack, file, format, size: bytes.length, sha256: sha256(bytes) }
      })
      const manifest = {
        format: 'holdfast-rules-1',
        source: name,
        version,
        issuedAt,
        packs: listed,
        ...changes,
      }
      const bytes = Buffer.from(JSON.stringify(manifest))
      writeFileSync(join(directory, 'holdfast-rules.json'), bytes)
      writeFileSync(join(directory, 'holdfast-rules.sig'), sign(null, bytes, key))
    },
  }
}

/** A YARA pack of one rule that is true for a text. */
export function ruleFor(identifier: string, text: string, tier = 'malicious'): PublishedPack {
  const rule = `rule ${identifier} { meta: tier = "${tier}" description = "${identifier}." strings: $a = "${text}" condition: $a }\n`
  return { format: 'yara', text: rule }
}
