#!/usr/bin/env node
import { existsSync } from 'node:fs'

if (existsSync(new URL('../dist/commands', import.meta.url))) {
  const { execute } = await import('@oclif/core')
  await execute({ dir: import.meta.url })
} else {
  console.error('holdfast: not built yet; run npm ci (or npm run build)')
  process.exitCode = 2
}
