#!/usr/bin/env -S node --import tsx
import { rmSync } from 'node:fs'
import { settings } from '@oclif/core'
import { main } from '../src/cli/main.ts'

// With a manifest oclif runs the build and not the sources; npm run build writes it again.
rmSync(new URL('../oclif.manifest.json', import.meta.url), { force: true })
process.env['NODE_ENV'] = 'development'
settings.enableAutoTranspile = true
process.exitCode = await main(process.argv.slice(2), import.meta.url)
