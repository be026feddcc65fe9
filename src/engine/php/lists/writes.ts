/** Which arguments of a function that writes are the path (or the handle of an open file) and the data. */
export interface Writer {
  readonly path: number
  readonly data: number
}

/** Functions that make files or add to them. */
export const fileWriters: ReadonlyMap<string, Writer> = new Map([
  ['file_put_contents', { path: 0, data: 1 }],
  ['fwrite', { path: 0, data: 1 }],
  ['fputs', { path: 0, data: 1 }],
  ['fputcsv', { path: 0, data: 1 }],
  ['gzwrite', { path: 0, data: 1 }],
  ['gzputs', { path: 0, data: 1 }],
  ['bzwrite', { path: 0, data: 1 }],
  ['error_log', { path: 2, data: 0 }],
])

/** Functions that bring a file to another name: argument 0 is the source, 1 the target. */
export const fileMovers: ReadonlySet<string> = new Set([
  'move_uploaded_file',
  'copy',
  'rename',
  'symlink',
  'link',
])

/** Functions that take a file away or change who may do what with it; argument 0 is the path. */
export const fileChangers: ReadonlySet<string> = new Set([
  'unlink',
  'rmdir',
  'mkdir',
  'chmod',
  'chown',
  'chgrp',
  'touch',
  'rename',
  'copy',
])

/** Functions that say what is in a directory. */
export const directoryReaders: ReadonlySet<string> = new Set([
  'opendir',
  'scandir',
  'glob',
  'dir',
  'directoryiterator',
  'recursivedirectoryiterator',
  'filesystemiterator',
])

/** True for a name that a web server gives to PHP, or a file that tells the server what to do. */
export function isServedCode(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  if (name === '.htaccess' || name === '.user.ini' || name === 'php.ini') return true
  const parts = name.split('.')
  return parts.length > 1 && codeExtensions.has(parts[parts.length - 1] ?? '')
}

const codeExtensions = new Set([
  'php',
  'php3',
  'php4',
  'php5',
  'php7',
  'php8',
  'phtml',
  'phar',
  'pht',
  'phps',
  'inc',
  'asp',
  'aspx',
  'jsp',
  'cgi',
  'pl',
])
