import { knownString, prefixOf, taintBits } from '../abstract.ts'
import type { Abstract, Taint } from '../abstract.ts'

/** Functions that give out the content of the path or address in the argument, or a handle for it. */
export const streamReaders: ReadonlyMap<string, number> = new Map([
  ['file_get_contents', 0],
  ['file', 0],
  ['fopen', 0],
  ['readfile', 0],
  ['gzopen', 0],
  ['gzfile', 0],
  ['readgzfile', 0],
  ['bzopen', 0],
  ['show_source', 0],
  ['highlight_file', 0],
  ['php_strip_whitespace', 0],
  ['parse_ini_file', 0],
  ['curl_init', 0],
  ['simplexml_load_file', 0],
  ['splfileobject', 0],
  ['imagecreatefrompng', 0],
  ['imagecreatefromjpeg', 0],
  ['imagecreatefromgif', 0],
])

/** Taint of what is read from `path`. An address that the sender chose is as good as content that they chose. */
export function taintOfStream(path: Abstract): Taint {
  const text = knownString(path)
  const { user, header, self, remote, upload, file } = taintBits
  const carried = path.taint & (user | header | self | remote | upload)
  if (text !== undefined) return carried | taintOfAddress(text)
  const prefix = prefixOf(path)
  if (prefix !== '' && carried !== self) return taintOfAddress(prefix)
  return carried === 0 ? file : carried
}

/** Known beginning of an address: protocols that bring what another one wrote. */
function taintOfAddress(text: string): Taint {
  const lower = text.slice(0, addressCharsMax).toLowerCase()
  if (remoteSchemes.some((scheme) => lower.startsWith(scheme))) return taintBits.remote
  if (lower.startsWith('php://input')) return taintBits.user
  if (lower.startsWith('php://stdin')) return taintBits.environment
  if (lower.startsWith('/proc/self/environ')) return taintBits.header
  if (lower.startsWith('data:')) return 0
  return isPicturePath(lower) ? taintBits.hidden : taintBits.file
}

/** Longer than any scheme or name of a picture that is looked for. */
const addressCharsMax = 4096

const remoteSchemes = [
  'http://',
  'https://',
  'ftp://',
  'ftps://',
  'ssl://',
  'tcp://',
  'tls://',
  'udp://',
  'ssh2.',
]

/** True for a path that says it is a picture, a font or a film: nobody keeps code there who wants it to be found. */
export function isPicturePath(path: string): boolean {
  const dot = path.lastIndexOf('.')
  return dot !== -1 && pictureExtensions.has(path.slice(dot + 1).toLowerCase())
}

const pictureExtensions = new Set([
  'ico',
  'png',
  'gif',
  'jpg',
  'jpeg',
  'jpe',
  'bmp',
  'webp',
  'svg',
  'woff',
  'woff2',
  'ttf',
  'eot',
  'mp3',
  'mp4',
  'pdf',
])
