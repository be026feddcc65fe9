import { taintBits } from '../abstract.ts'
import type { Taint } from '../abstract.ts'

const { user, header, upload, remote, self, hidden, environment } = taintBits

/** Variables that hold what the sender of a request chose, without `$`; of `_SERVER` and `_FILES` the key says more. */
export const sourceVariables: ReadonlyMap<string, Taint> = new Map([
  ['_GET', user],
  ['_POST', user],
  ['_REQUEST', user],
  ['_COOKIE', user],
  ['_FILES', user | upload],
  ['_SERVER', environment],
  ['_ENV', environment],
  ['_SESSION', hidden],
  ['HTTP_GET_VARS', user],
  ['HTTP_POST_VARS', user],
  ['HTTP_COOKIE_VARS', user],
  ['HTTP_POST_FILES', user | upload],
  ['HTTP_SERVER_VARS', environment],
  ['HTTP_ENV_VARS', environment],
  ['HTTP_SESSION_VARS', hidden],
  ['HTTP_RAW_POST_DATA', user],
  ['argv', environment],
])

/** Taint of `$_SERVER[key]`. Programs that go through all of it look for their environment. */
export function serverKeyTaint(key: string | undefined): Taint {
  if (key === undefined) return environment
  if (key === 'argv') return environment
  if (key === 'SCRIPT_FILENAME') return self
  if (bodyKeys.has(key)) return user
  if (key.startsWith('HTTP_') || key.startsWith('REDIRECT_') || headerKeys.has(key)) return header
  return ownServerKeys.has(key) ? 0 : header
}

const bodyKeys = new Set(['QUERY_STRING', 'PHP_AUTH_USER', 'PHP_AUTH_PW', 'PHP_AUTH_DIGEST', 'REMOTE_USER'])

const headerKeys = new Set([
  'REQUEST_URI',
  'PATH_INFO',
  'ORIG_PATH_INFO',
  'PATH_TRANSLATED',
  'PHP_SELF',
  'CONTENT_TYPE',
  'REQUEST_METHOD',
])

/** What the server itself puts there; everything else in `$_SERVER` came with the request or from its configuration. */
const ownServerKeys = new Set([
  'argc',
  'CONTENT_LENGTH',
  'CONTEXT_DOCUMENT_ROOT',
  'CONTEXT_PREFIX',
  'DOCUMENT_ROOT',
  'DOCUMENT_URI',
  'GATEWAY_INTERFACE',
  'HOME',
  'HTTPS',
  'LD_LIBRARY_PATH',
  'LOCAL_ADDR',
  'ORIG_SCRIPT_FILENAME',
  'ORIG_SCRIPT_NAME',
  'PATH',
  'PWD',
  'REMOTE_ADDR',
  'REMOTE_HOST',
  'REMOTE_PORT',
  'REQUEST_SCHEME',
  'REQUEST_TIME',
  'REQUEST_TIME_FLOAT',
  'SCRIPT_NAME',
  'SERVER_ADDR',
  'SERVER_ADMIN',
  'SERVER_NAME',
  'SERVER_PORT',
  'SERVER_PROTOCOL',
  'SERVER_SIGNATURE',
  'SERVER_SOFTWARE',
  'SHELL',
  'SystemRoot',
  'TEMP',
  'TMP',
  'USER',
  'WINDIR',
])

/** Taint of `$_FILES[field][key]`. */
export function filesKeyTaint(key: string | undefined): Taint {
  if (key === undefined) return user | upload
  if (key === 'name' || key === 'type' || key === 'full_path') return user
  return key === 'tmp_name' ? upload : 0
}

/** Functions whose result is tainted whatever they are given. Files and streams are in `streams.ts`. */
export const sourceFunctions: ReadonlyMap<string, Taint> = new Map([
  ['getallheaders', header],
  ['apache_request_headers', header],
  ['filter_input', user],
  ['filter_input_array', user],
  ['get_query_var', user],
  ['getenv', environment],
  ['apache_getenv', environment],
  ['getopt', environment],
  ['readline', environment],
  ['curl_exec', remote],
  ['curl_multi_getcontent', remote],
  ['wp_remote_get', remote],
  ['wp_remote_post', remote],
  ['wp_remote_request', remote],
  ['wp_safe_remote_get', remote],
  ['wp_safe_remote_post', remote],
  ['wp_remote_fopen', remote],
  ['download_url', remote],
  ['dns_get_record', remote],
  ['gethostbyaddr', remote],
  ['fsockopen', remote],
  ['pfsockopen', remote],
  ['stream_socket_client', remote],
  ['stream_socket_accept', user],
  ['socket_read', remote],
  ['socket_accept', user],
  ['ftp_get_option', remote],
  ['ssh2_exec', remote],
  ['imap_body', remote],
  ['imap_fetchbody', remote],
  ['exif_read_data', hidden],
  ['read_exif_data', hidden],
  ['exif_thumbnail', hidden],
  ['iptcparse', hidden],
  ['getimagesize', hidden],
  ['get_option', hidden],
  ['get_site_option', hidden],
  ['get_transient', hidden],
  ['get_site_transient', hidden],
  ['get_post_meta', hidden],
  ['get_user_meta', hidden],
  ['get_theme_mod', hidden],
  ['wp_cache_get', hidden],
  ['variable_get', hidden],
  ['apc_fetch', hidden],
  ['apcu_fetch', hidden],
  ['xcache_get', hidden],
  ['shmop_read', hidden],
  ['shm_get_var', hidden],
  ['mysql_fetch_array', hidden],
  ['mysql_fetch_assoc', hidden],
  ['mysql_fetch_object', hidden],
  ['mysql_fetch_row', hidden],
  ['mysql_result', hidden],
  ['mysqli_fetch_all', hidden],
  ['mysqli_fetch_array', hidden],
  ['mysqli_fetch_assoc', hidden],
  ['mysqli_fetch_object', hidden],
  ['mysqli_fetch_row', hidden],
  ['pg_fetch_array', hidden],
  ['pg_fetch_assoc', hidden],
  ['pg_fetch_result', hidden],
  ['pg_fetch_row', hidden],
  ['sqlite_fetch_array', hidden],
  ['get_defined_vars', user],
])

/** Methods whose result is tainted, by name alone: what object they belong to is seldom known. */
export const sourceMethods: ReadonlyMap<string, Taint> = new Map([
  ['getdoccomment', self],
  ['fetch_assoc', hidden],
  ['fetch_array', hidden],
  ['fetch_object', hidden],
  ['fetch_row', hidden],
  ['fetch_all', hidden],
  ['fetchall', hidden],
  ['fetchcolumn', hidden],
  ['fetcharray', hidden],
  ['get_var', hidden],
  ['get_row', hidden],
  ['get_col', hidden],
  ['get_results', hidden],
])

/** Keys of the environment that carry what a request brought, for `getenv`. */
export function environmentKeyTaint(key: string | undefined): Taint {
  if (key === undefined) return environment
  return key.startsWith('HTTP_') || bodyKeys.has(key) || headerKeys.has(key)
    ? serverKeyTaint(key)
    : environment
}
