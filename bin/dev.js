#!/usr/bin/env -S node --import tsx
import { settings } from '@oclif/core'
import { main } from '../src/cli/main.ts'

// Makes oclif load commands/*.ts instead of dist/.
process.env['NODE_ENV'] = 'development'
settings.enableAutoTranspile = true
settings.debug = true
process.exitCode = await main(process.argv.slice(2), import.meta.url)
