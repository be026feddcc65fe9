import { pureFunctions } from '../../engine/php/builtins/pureFunctions.ts'
import { callbackTakers } from '../../engine/php/lists/callbacks.ts'
import { codeSinks, commandSinks, patternSinks } from '../../engine/php/lists/sinks.ts'

/** True for a function that PHP itself has and malicious code uses; `name` in lower case. */
export function isPhpFunction(name: string): boolean {
  return (
    others.has(name) ||
    pureFunctions.has(name) ||
    callbackTakers.has(name) ||
    codeSinks.has(name) ||
    commandSinks.has(name) ||
    patternSinks.has(name) ||
    groups.some((group) => name.startsWith(group))
  )
}

/** Beginnings of names that PHP has for itself. */
const groups: readonly string[] = [
  ...[
    'curl_',
    'socket_',
    'stream_',
    'ob_',
    'ftp_',
    'posix_',
    'proc_',
    'mysql_',
    'mysqli_',
    'openssl_',
    'zip_',
  ],
  ...['mcrypt_', 'preg_', 'mb_', 'iconv_', 'gz', 'bz', 'image', 'dns_', 'shmop_', 'apc_', 'apcu_', 'ssh2_'],
]

const others: ReadonlySet<string> = new Set([
  ...['print_r', 'var_dump', 'var_export', 'printf', 'vprintf', 'header', 'setcookie', 'error_log', 'flush'],
  ...[
    'fopen',
    'fclose',
    'fwrite',
    'fputs',
    'fread',
    'fgets',
    'fgetc',
    'feof',
    'fflush',
    'fsockopen',
    'pfsockopen',
  ],
  ...[
    'pclose',
    'file',
    'file_exists',
    'file_get_contents',
    'file_put_contents',
    'readfile',
    'fpassthru',
    'tmpfile',
  ],
  ...[
    'unlink',
    'chmod',
    'copy',
    'rename',
    'touch',
    'mkdir',
    'rmdir',
    'symlink',
    'tempnam',
    'filemtime',
    'filesize',
  ],
  ...['opendir', 'readdir', 'closedir', 'scandir', 'glob', 'is_dir', 'is_file', 'is_writable', 'is_readable'],
  ...[
    'move_uploaded_file',
    'is_uploaded_file',
    'mail',
    'is_callable',
    'function_exists',
    'class_exists',
    'define',
  ],
  ...[
    'defined',
    'constant',
    'extract',
    'parse_str',
    'unserialize',
    'settype',
    'func_get_args',
    'get_defined_vars',
  ],
  ...[
    'set_time_limit',
    'ini_set',
    'ini_get',
    'error_reporting',
    'ignore_user_abort',
    'sleep',
    'usleep',
    'getenv',
  ],
  ...[
    'putenv',
    'php_uname',
    'phpversion',
    'getcwd',
    'chdir',
    'time',
    'date',
    'rand',
    'mt_rand',
    'uniqid',
    'is_resource',
  ],
  ...[
    'getallheaders',
    'apache_request_headers',
    'filter_input',
    'array_push',
    'array_unshift',
    'sort',
    'ksort',
  ],
])
