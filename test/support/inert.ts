/**
 * Harmless files in the shape of malware: what they would run only prints a word. Put together here, so that no scanner
 * takes a checkout of this repository for an infected site.
 */
const open = ['<', '?php'].join('')

/** Rule HF-0101: code that is packed in an encoded text. */
export const decodedEval = `${open}\n${'ev'}${'al'}(${'base64'}_decode("${Buffer.from("echo 'inert';").toString('base64')}"));\n`
