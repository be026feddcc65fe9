import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fetchPackage } from '../scripts/debianPackages.mjs'
import { seededRandom, type Random } from './random.ts'

export interface TreeSize {
  readonly name: 'small' | 'full'
  readonly accounts: number
  readonly uploadsPerAccount: number
  /** Beside WordPress each account has one of these, in turn. */
  readonly applications: readonly string[]
}

/** About 12,000 files: minutes on any machine. */
export const smallTree: TreeSize = {
  name: 'small',
  accounts: 3,
  uploadsPerAccount: 150,
  applications: ['phpmyadmin', 'roundcube-core', 'tt-rss'],
}

/** About 100,000 files and 2 GB: what a shared hosting server with a dozen active accounts has. */
export const fullTree: TreeSize = {
  name: 'full',
  accounts: 12,
  uploadsPerAccount: 250,
  applications: [
    'mediawiki',
    'phpmyadmin',
    'roundcube-core',
    'dokuwiki',
    'simplesamlphp',
    'cacti',
    'tt-rss',
    'adminer',
  ],
}

/** Increased when the generator changes, so that an old tree is not taken for a new one. */
const generation = 1

/** Makes the tree below a directory, or finds it there from an earlier run; answers its path. */
export function makeTree(size: TreeSize, parent: string): string {
  const tree = join(parent, `tree-${size.name}-${generation}`)
  if (existsSync(tree)) return tree
  const building = `${tree}.part`
  rmSync(building, { recursive: true, force: true })
  const random = seededRandom(`tree ${generation}`)
  const pictures: Buffer[] = []
  for (let account = 0; account < size.accounts; account++) {
    const site = join(building, 'home', `account${String(account).padStart(2, '0')}`, 'public_html')
    mkdirSync(site, { recursive: true })
    copyPackage('wordpress', 'wordpress', site)
    const application = size.applications[account % size.applications.length] ?? 'phpmyadmin'
    copyPackage(application, '', join(site, application))
    writeUploads(site, size.uploadsPerAccount, random, pictures)
    writeOwnFiles(site, account, random)
  }
  renameSync(building, tree)
  return tree
}

/** Copies what a package puts under usr/share, or one directory of it, without links: they would dangle. */
function copyPackage(name: string, directory: string, target: string): void {
  const source = fetchPackage(name)
  if (source === undefined)
    throw new Error(`the Debian package ${name} could not be fetched with apt-get download`)
  mkdirSync(target, { recursive: true })
  runOrThrow('cp', ['-r', '--preserve=mode,timestamps', `${join(source, 'usr/share', directory)}/.`, target])
  for (const extra of ['doc', 'man', 'lintian']) rmSync(join(target, extra), { recursive: true, force: true })
  runOrThrow('find', [target, '-type', 'l', '-delete'])
}

/** Pictures from 2 KB to 1 MB, most of them small; a third is the same on several accounts. */
function writeUploads(site: string, count: number, random: Random, pictures: Buffer[]): void {
  for (let number = 0; number < count; number++) {
    const dir = join(site, 'wp-content/uploads', String(2018 + (number % 7)), String(1 + (number % 12)))
    mkdirSync(dir, { recursive: true })
    const known = pictures[random.below(pictures.length * 3 + 1)]
    const picture = known ?? makePicture(random)
    if (known === undefined) pictures.push(picture)
    writeFileSync(join(dir, `photo-${number}.jpg`), picture)
  }
}

function makePicture(random: Random): Buffer {
  const length = 2 ** (11 + random.below(10)) + random.below(2048)
  return Buffer.concat([Buffer.from('ffd8ffe000104a46494600', 'hex'), random.bytes(length)])
}

/** What no other account has: its configuration, cached pages, sessions, and lines added to files of WordPress. */
function writeOwnFiles(site: string, account: number, random: Random): void {
  writeFileSync(join(site, 'wp-config.php'), `<?php\ndefine('DB_NAME', 'account${account}');\n`)
  const cache = join(site, 'wp-content/cache')
  const sessions = join(site, '../tmp')
  mkdirSync(cache, { recursive: true })
  mkdirSync(sessions)
  for (let number = 0; number < 60; number++) {
    const paragraph = `<p>${random.bytes(24).toString('hex')} on page ${number}</p>\n`
    writeFileSync(
      join(cache, `page-${number}.html`),
      `<!doctype html>\n${paragraph.repeat(20 + random.below(200))}`,
    )
    writeFileSync(
      join(sessions, `sess_${random.bytes(16).toString('hex')}`),
      `user|s:8:"${random.bytes(4).toString('hex')}";`,
    )
  }
  const scripts = readdirSync(site).filter((name) => name.endsWith('.php'))
  for (const name of scripts.slice(0, 5))
    appendFileSync(join(site, name), `\n// changed on account ${account}\n`)
}

function runOrThrow(program: string, parameters: readonly string[]): void {
  const { status, stderr } = spawnSync(program, parameters, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
}
