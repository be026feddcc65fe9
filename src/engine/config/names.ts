/** Endings that nobody runs as PHP for a reason: pictures, films, fonts, archives, and what an attacker calls his files. */
const disguises = new Set(
  (
    'ico jpg jpeg jpe gif png bmp webp avif tif tiff svg svgz psd mp3 mp4 avi mov mkv ogg wav webm flv swf ' +
    'woff woff2 ttf otf eot pdf zip rar gz tgz tar 7z bz2 doc docx xls xlsx ppt sql db ' +
    'htaccess htpasswd suspected haxor alfa l33t 1337 r00t root pwn pwned hack hacked shell'
  ).split(' '),
)

/** Endings that PHP has, or that sites give to their pages. */
const pageEndings = new Set(
  (
    'php php3 php4 php5 php6 php7 php8 php56 php70 php71 php72 php73 php74 php80 php81 php82 php83 php84 ' +
    'phtml pht phps phpt phar inc html htm shtml xhtml html5 htm5 xml rss atom rdf json js css ' +
    'tpl ctp module install engine theme profile do action asp aspx jsp cfm cgi pl py api ajax feed lasso dwt'
  ).split(' '),
)

export type EndingKind = 'disguise' | 'page' | 'other'

/** `ending` without its dot. */
export function endingKind(ending: string): EndingKind {
  const lower = ending.toLowerCase()
  if (disguises.has(lower)) return 'disguise'
  return pageEndings.has(lower) ? 'page' : 'other'
}

/** Without its dot, lower case; empty when the name has none. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot === -1 ? '' : name.slice(dot + 1).toLowerCase()
}

/** Names like `xm3k9q.php` and `wp-l0gin.php`, which no person and no release gives to a script. */
export function isOddScriptName(name: string): boolean {
  const lower = name.toLowerCase()
  const stem = lower.replace(/\.[a-z0-9]{1,8}$/, '')
  if (stem.length === 0) return false
  if (stem.startsWith('wp-')) return !wordpressScripts.has(stem)
  return isRandom(stem) || leet.test(stem)
}

const leet = /^(?:l0g|ind3x|1ndex|adm1n|4dmin|r00t|c0nfig|h4ck|sh3ll|p0st)/

const wordpressScripts = new Set(
  (
    'wp-activate wp-blog-header wp-comments-post wp-config wp-config-sample wp-cron wp-links-opml wp-load wp-login ' +
    'wp-mail wp-settings wp-signup wp-trackback wp-register wp-app wp-atom wp-feed wp-rdf wp-rss wp-rss2 wp-pass ' +
    'wp-commentsrss2 wp-tinymce wp-content wp-admin wp-includes'
  ).split(' '),
)

/** Random when digits stand between letters twice, when it is a long hexadecimal number, or when nobody can say it. */
function isRandom(stem: string): boolean {
  if (!/^[a-z0-9]{4,40}$/.test(stem)) return false
  if (/^[0-9a-f]{8,40}$/.test(stem) && /[0-9]/.test(stem)) return true
  const changes = stem.match(/[a-z](?=[0-9])|[0-9](?=[a-z])/g)?.length ?? 0
  if (changes >= 3) return true
  return stem.length >= 6 && !/[aeiouy0-9]/.test(stem)
}

/** Directories that hold what visitors or caches put there, or what an installation comes with: no script of the owner. */
const foreignPlaces =
  /(?:^|\/)(?:uploads?|cache|tmp|temp|wp-includes|images?|img|media|fonts?|css|js|\.well-known|\.git)\//i

function isForeignPlace(path: string): boolean {
  return foreignPlaces.test(path)
}

export type FileDisguise = 'stream' | 'temporary' | 'hidden' | 'disguised' | 'foreign' | 'odd' | 'none'

/** What is wrong with a file that PHP is told to run: address, place or name. `none` for an ordinary script. */
export function fileDisguise(path: string): FileDisguise {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (/^(?:php|data|https?|ftp|phar|zip|glob|expect|compress\.[a-z0-9]+):/i.test(path)) return 'stream'
  if (/^\/(?:tmp|var\/tmp|dev\/shm|run\/shm)\//.test(path)) return 'temporary'
  if (/(?:^|\/)\.[^./]/.test(path)) return 'hidden'
  const ending = endingOf(name)
  if (endingKind(ending) === 'disguise' || dataEndings.has(ending)) return 'disguised'
  return placeDisguise(path, name)
}

function placeDisguise(path: string, name: string): FileDisguise {
  if (/(?:^|\/)uploads?\//i.test(path)) return 'foreign'
  return isOddScriptName(name) || isForeignPlace(path) || endingOf(name) === '' ? 'odd' : 'none'
}

const dataEndings = new Set(
  'txt css js log csv md json xml dat bin bak old tmp cache lock ini conf cfg map scss less'.split(' '),
)
