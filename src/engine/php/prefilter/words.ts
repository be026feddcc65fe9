import { taintBits } from '../abstract.ts'
import { callbackMethods, callbackTakers, optionCallbacks } from '../lists/callbacks.ts'
import { decoders, packers } from '../lists/decoders.ts'
import { codeSinks, commandSinks } from '../lists/sinks.ts'
import { sourceFunctions, sourceVariables } from '../lists/sources.ts'
import { directoryReaders, fileChangers, fileMovers, fileWriters } from '../lists/writes.ts'
import { sign } from './signs.ts'

/** Functions of the lists that any program calls, so that they say nothing. */
const everyday: ReadonlySet<string> = new Set([
  'add_action',
  'add_filter',
  'add_shortcode',
  'error_log',
  'mkdir',
  'set_error_handler',
  'set_exception_handler',
  'spl_autoload_register',
])

/** Signs of functions that are called, by name in lower case. */
export const functionSigns: ReadonlyMap<string, number> = joined([
  signed(sign.strong, [...codeSinks.keys(), ...commandSinks.keys()]),
  signed(sign.callback, [...callbackTakers.keys(), ...optionCallbacks.keys(), 'unserialize']),
  signed(sign.decoder, [...packers]),
  signed(sign.characters, [...decoders, 'ord']),
  signed(sign.write, [...fileWriters.keys(), ...fileMovers]),
  signed(sign.upkeep, [...fileChangers]),
  signed(sign.listing, [...directoryReaders]),
  ...[...sourceFunctions].map(([name, taint]) => signed(signOfTaint(taint), [name])),
  signed(sign.strong, 'move_uploaded_file mail mb_send_mail imap_mail symlink dl import_request_variables'),
  signed(sign.mail, 'wp_mail'),
  signed(sign.fetch, 'file_get_contents fopen file readfile curl_init simplexml_load_file fpassthru'),
  signed(sign.fetch, 'show_source highlight_file stream_get_contents gzopen gzfile readgzfile'),
  signed(sign.fetch | sign.address, 'socket_create socket_connect ftp_connect stream_socket_server'),
  signed(sign.account, 'wp_insert_user wp_create_user wp_set_auth_cookie'),
  signed(sign.recon, 'php_uname posix_getpwuid posix_getuid getmyuid get_current_user posix_getegid'),
  signed(sign.recon, 'disk_free_space disk_total_space diskfreespace phpinfo'),
  signed(sign.database, 'mysql_connect mysql_pconnect mysqli_connect mysql_query mysqli_query pg_connect'),
  signed(sign.database, 'mysql_select_db mysql_list_dbs sqlite_open mssql_connect oci_connect'),
  signed(sign.header, 'header'),
  signed(sign.output, 'printf vprintf die exit print_r var_dump'),
])

/** Signs of words that need no call. */
export const wordSigns: ReadonlyMap<string, number> = joined([
  signed(sign.output, 'echo print'),
  signed(sign.strong, '__compiler_halt_offset__'),
])

/** Signs of classes after `new` or before `::`. */
export const classSigns: ReadonlyMap<string, number> = joined([
  signed(sign.strong, 'ffi com'),
  signed(sign.callback, 'reflectionfunction reflectionmethod'),
  signed(sign.listing, 'directoryiterator recursivedirectoryiterator filesystemiterator globiterator'),
  signed(sign.write, 'ziparchive splfileobject phardata'),
  signed(sign.fetch | sign.address, 'soapclient'),
  signed(sign.database, 'mysqli pdo sqlite3'),
])

/** Signs of methods, by name. */
export const methodSigns: ReadonlyMap<string, number> = joined([
  signed(sign.callback, [...callbackMethods.keys(), 'invoke', 'invokeargs', 'fromcallable']),
  signed(sign.write, 'extractto fwrite'),
])

/** Signs of variables, without `$`; `_SERVER` depends on its key and `GLOBALS` too. */
export const variableSigns: ReadonlyMap<string, number> = new Map([
  ['_SESSION', sign.stored],
  ...[...sourceVariables.keys()]
    .filter((name) => name !== '_SERVER' && name !== '_SESSION' && name !== '_ENV' && name !== 'argv')
    .map((name) => [name, sign.source] as const),
])

/** Signs of whole strings, in lower case. */
export const stringSigns: ReadonlyMap<string, number> = joined([
  signed(sign.source, 'php://input php://stdin'),
  signed(sign.strong, '/etc/passwd auto_prepend_file auto_append_file pre_user_query allow_url_include'),
  signed(sign.recon, 'disable_functions open_basedir safe_mode'),
  signed(sign.visitor, 'http_user_agent http_referer googlebot'),
  signed(sign.sinkName, [...codeSinks.keys(), ...commandSinks.keys(), ...packers]),
])

/** No entry of `stringSigns` is longer. */
export const signedStringMax = Math.max(...[...stringSigns.keys()].map((text) => text.length))

function signOfTaint(taint: number): number {
  const sent = taintBits.user | taintBits.header | taintBits.environment
  if ((taint & sent) !== 0) return sign.source
  if ((taint & taintBits.remote) !== 0) return sign.fetch | sign.address
  return (taint & taintBits.hidden) === 0 ? 0 : sign.stored
}

function signed(bits: number, names: string | readonly string[]): (readonly [string, number])[] {
  const list = typeof names === 'string' ? names.split(' ') : names
  return list.map((name) => [name, bits])
}

function joined(parts: readonly (readonly (readonly [string, number])[])[]): Map<string, number> {
  const all = new Map<string, number>()
  for (const [name, bits] of parts.flat()) all.set(name, (all.get(name) ?? 0) | bits)
  for (const name of everyday) all.delete(name)
  return all
}
