import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { scratchDirectory } from './scratch.ts'

/** php8.2-fpm and nginx of Debian as one would run them, but in a directory of the test and on unix sockets only. */
export interface PhpSite {
  /** The document root; www-data can read it. */
  readonly root: string
  /** A tree laid out like Debian's, which the running PHP-FPM reads too. */
  readonly systemRoot: string
  /** Of PHP-FPM; `systemctl reload` sends it SIGUSR2. */
  readonly pid: number
  /** Until every pool has a new process. */
  reload(): Promise<void>
  /** The body of a page as the pool answers it. */
  get(pool: string, page: string): Promise<string>
}

/** One pool for each name, with the lines that are given for it; everything else is as Debian's packages have it. */
export async function startPhpSite(pools: Readonly<Record<string, string>>): Promise<PhpSite> {
  const directory = scratchDirectory()
  // www-data has to get through; what the test makes below is closed where it should be.
  chmodSync(directory, 0o755)
  const root = join(directory, 'site')
  const systemRoot = join(directory, 'system')
  const main = join(systemRoot, 'etc/php/8.2/fpm/php-fpm.conf')
  mkdirSync(root)
  mkdirSync(join(main, '..'), { recursive: true })
  writeFileSync(main, fpmConfig(directory, pools))
  writeFileSync(join(directory, 'nginx.conf'), nginxConfig(directory, root, Object.keys(pools)))
  const fpm = startServer('php-fpm8.2', ['--nodaemonize', '--fpm-config', main])
  startServer('nginx', ['-p', directory, '-c', join(directory, 'nginx.conf')])
  writeFileSync(join(root, 'process.php'), '<?php echo getmypid();\n')
  const get = getFrom(directory)
  const waitFor = async (isWanted: (pid: number, pool: string) => boolean): Promise<Map<string, number>> =>
    await processes(get, Object.keys(pools), isWanted)
  await waitFor((pid) => pid > 0)
  const reload = async (): Promise<void> => {
    const before = await waitFor((pid) => pid > 0)
    process.kill(fpm.pid ?? 0, 'SIGUSR2')
    await waitFor((pid, pool) => pid > 0 && pid !== before.get(pool))
  }
  return { root, systemRoot, pid: fpm.pid ?? 0, get, reload }
}

/** The process of each pool, once it is as wanted; NaN while there is no answer. */
async function processes(
  get: PhpSite['get'],
  pools: readonly string[],
  isWanted: (pid: number, pool: string) => boolean,
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const pool of pools) {
    const ask = async (): Promise<number> => Number(await get(pool, 'process.php').catch(() => NaN))
    for (let tries = 0; !isWanted(found.get(pool) ?? NaN, pool); tries += 1) {
      if (tries === triesMax) throw new Error(`pool ${pool} does not answer`)
      if (tries > 0) await sleep(200)
      found.set(pool, await ask())
    }
  }
  return found
}

/** Half a minute. */
const triesMax = 150

/** Asks until the page answers `wanted`; throws with the last answer after half a minute. */
export async function untilAnswer(
  site: Pick<PhpSite, 'get'>,
  pool: string,
  page: string,
  wanted: string,
): Promise<void> {
  let last = ''
  for (let tries = 0; tries < triesMax; tries += 1) {
    last = await site.get(pool, page).catch(String)
    if (last === wanted) return
    await sleep(200)
  }
  throw new Error(`pool ${pool} answers ${last} for ${page}, not ${wanted}`)
}

/** opcache looks at a file again after `opcache.revalidate_freq`, two seconds by default. */
export async function afterRevalidation(): Promise<void> {
  await sleep(3000)
}

function fpmConfig(directory: string, pools: Readonly<Record<string, string>>): string {
  const sections = Object.entries(pools).map(
    ([name, lines]) => `[${name}]
user = www-data
listen = ${join(directory, `${name}.fpm`)}
listen.owner = www-data
pm = static
pm.max_children = 1
${lines}`,
  )
  return `[global]\nerror_log = ${join(directory, 'fpm.log')}\n${sections.join('\n')}`
}

function nginxConfig(directory: string, root: string, pools: readonly string[]): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(directory, `nginx-${name}`)};`,
  )
  const servers = pools.map(
    (name) => `server {
  listen unix:${join(directory, `${name}.http`)};
  root ${root};
  location ~ \\.php$ {
    include /etc/nginx/fastcgi_params;
    fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
    fastcgi_pass unix:${join(directory, `${name}.fpm`)};
  }
}`,
  )
  return `daemon off;
user www-data;
worker_processes 1;
pid ${join(directory, 'nginx.pid')};
error_log ${join(directory, 'nginx.log')};
events {}
http {
access_log off;
${temporary.join('\n')}
${servers.join('\n')}
}
`
}

/** Ended after the test, its children with it. */
function startServer(program: string, words: readonly string[]): ChildProcess {
  const child = spawn(program, words, { stdio: 'ignore', detached: true })
  onTestFinished(async () => {
    if (child.pid === undefined || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    process.kill(-child.pid, 'SIGTERM')
    await ended
  })
  return child
}

function getFrom(directory: string): PhpSite['get'] {
  return async (pool, page) =>
    await new Promise<string>((resolve, reject) => {
      const socketPath = join(directory, `${pool}.http`)
      const asked = request({ socketPath, path: `/${page}`, agent: false }, (answer) => {
        const pieces: Buffer[] = []
        answer.on('data', (piece: Buffer) => pieces.push(piece))
        answer.on('end', () => {
          resolve(Buffer.concat(pieces).toString('utf8'))
        })
      })
      asked.on('error', reject)
      asked.end()
    })
}
