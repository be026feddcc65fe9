/** Bytes at the beginning and at the end of a file that its technique is told from. */
const headBytes = 30_000
const tailBytes = 8_000

/** The techniques a malicious file shows; one may show several, and one that shows none is `plain`. */
export function techniquesOf(bytes: Buffer): readonly string[] {
  const text =
    bytes.length <= headBytes + tailBytes
      ? bytes.toString('latin1')
      : bytes.toString('latin1', 0, headBytes) + bytes.toString('latin1', bytes.length - tailBytes)
  const shown = techniques.filter(([, tests]) => tests.every((test) => test.test(text))).map(([name]) => name)
  return shown.length === 0 ? ['plain'] : shown
}

/** Every expression of a row must be found. They tell files apart for a table and find nothing for anybody. */
const techniques: readonly (readonly [name: string, tests: readonly RegExp[]])[] = [
  ['long base64 blob', [/[A-Za-z0-9+/]{1000}/]],
  ['eval of a variable', [/\beval\s*\(\s*\$/i]],
  ['eval of a decoder', [/\beval\s*\(\s*@?(?:gz\w+|base64_decode|str_rot13|strrev|rawurldecode)\s*\(/i]],
  [
    'eval or assert of a request',
    [/\b(?:eval|assert)\s*\(\s*@?(?:stripslashes\s*\(\s*)?\$_(?:GET|POST|REQUEST|COOKIE)/i],
  ],
  [
    'command of a request',
    [/\b(?:system|exec|shell_exec|passthru|popen)\s*\(\s*@?\$_(?:GET|POST|REQUEST|COOKIE)/i],
  ],
  ['file manager', [/\b(?:opendir|scandir|readdir|glob)\s*\(/i, /\b(?:unlink|chmod|rename)\s*\(/i]],
  ['uploader', [/\bmove_uploaded_file\s*\(|\bcopy\s*\(\s*\$_FILES/i]],
  ['mailer', [/[^\w>]mail\s*\(/i]],
  ['database tool', [/\bmysqli?_(?:connect|query)\s*\(|new\s+PDO\b/i]],
  ['password gate', [/\bmd5\s*\(\s*@?\$_(?:GET|POST|REQUEST|COOKIE|SERVER)/i]],
  ['GLOBALS index', [/\$GLOBALS\s*\[|\$\{"\\x/i]],
  ['escaped strings', [/(?:\\x[0-9a-f]{2}|\\[0-7]{2,3}){6}/i]],
  ['variable variables', [/\$\$\w|\$\{\s*["'$]/]],
  [
    'variable function of a request',
    [/\$\w+\s*\(\s*@?\$_(?:GET|POST|REQUEST|COOKIE)|\$_(?:GET|POST|REQUEST|COOKIE)\s*\[[^\]]{1,40}\]\s*\(/i],
  ],
  [
    'callback',
    [
      /\b(?:array_map|array_filter|usort|uasort|array_walk|call_user_func(?:_array)?|register_shutdown_function)\s*\(\s*(?:\$|["'](?:assert|system|exec|passthru|eval))/i,
    ],
  ],
  ['create_function', [/\bcreate_function\s*\(/i]],
  ['preg_replace /e', [/preg_replace\s*\(\s*["'](?:\/|#|~|\|)[^"']{0,40}(?:\/|#|~|\|)[a-z]*e/i]],
  ['split strings', [/["'][a-z_]{1,4}["']\s*\.\s*["'][a-z_0-9]{1,4}["']\s*\.\s*["'][a-z_0-9]{1,4}["']/i]],
  ['string index building', [/(?:\$\w+[[{]\d+[\]}]\s*\.\s*){4}/]],
  ['xor or not strings', [/["'][^"']{1,12}["']\s*\^\s*["']|~\s*["'][^"']{2,}["']/]],
  ['str_rot13', [/\bstr_rot13\s*\(/i]],
  ['junk removal', [/\bstr_replace\s*\(\s*["'][^"']{1,6}["']\s*,\s*["']{2}\s*,/i]],
  ['chr building', [/(?:\bchr\s*\(\s*\d+\s*\)\s*\.\s*){3}/i]],
  ['pack or hex2bin', [/\bpack\s*\(\s*["']H\*|\bhex2bin\s*\(/i]],
  [
    'reads itself',
    [
      /\b(?:file_get_contents|fopen|file|readfile)\s*\(\s*(?:__FILE__|\$_SERVER\[.SCRIPT_FILENAME)|__halt_compiler/i,
    ],
  ],
  ['goto', [/\bgoto\s+\w+\s*;/i]],
  [
    'fetches code',
    [
      /\b(?:curl_exec|file_get_contents|fsockopen)\s*\(/i,
      /https?:\/\//i,
      /\b(?:eval|file_put_contents|fwrite)\s*\(/i,
    ],
  ],
  [
    'include of a request or odd file',
    [
      /\b(?:include|require)(?:_once)?\s*\(?\s*@?(?:\$_(?:GET|POST|REQUEST|COOKIE)|["'][^"']{1,120}\.(?:ico|txt|png|gif|jpe?g)["'])/i,
    ],
  ],
  ['reverse shell', [/\bfsockopen\s*\(/i, /\/bin\/(?:ba)?sh/]],
  ['UDP flood', [/udp:\/\//i]],
  ['cloaking', [/HTTP_(?:USER_AGENT|REFERER)/, /google|bing|yahoo/i]],
  ['redirect', [/header\s*\(\s*["']location/i]],
  ['WordPress backdoor', [/\bwp_(?:create|insert)_user\s*\(|\bwp_set_auth_cookie\s*\(|wp-load\.php/i]],
  [
    'phishing handler',
    [
      /\$_POST\s*\[\s*["'](?:pass\w*|pwd|email|user\w*|card\w*|cvv)["']\s*\]/i,
      /[^\w>]mail\s*\(|\bfwrite\s*\(/i,
    ],
  ],
  ['named shell', [/\b(?:c99|r57|b374k|WSO|FilesMan|IndoXploit|Alfa|p0wny)\b/i]],
  ['image header', [/^(?:GIF8[79]a|\x89PNG|\xff\xd8\xff)/]],
  ['.htaccess', [/\b(?:AddHandler|AddType|SetHandler|RewriteRule|auto_prepend_file|FilesMatch)\b/i]],
]
