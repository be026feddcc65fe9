/**
 * What owners, applications and plugins write into .htaccess files: nothing of it may be found. Written after the
 * documentation of WordPress, Joomla, Drupal, MediaWiki, Laravel, cPanel, caching and security plugins, in our own words.
 */
export const legitimate: readonly (readonly [string, string])[] = [
  [
    'permanent links',
    `# BEGIN WordPress
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]
RewriteBase /
RewriteRule ^index\\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
</IfModule>
# END WordPress
`,
  ],
  [
    'a network of sites',
    `RewriteEngine On
RewriteBase /
RewriteRule ^index\\.php$ - [L]
RewriteRule ^([_0-9a-zA-Z-]+/)?wp-admin$ $1wp-admin/ [R=301,L]
RewriteCond %{REQUEST_FILENAME} -f [OR]
RewriteCond %{REQUEST_FILENAME} -d
RewriteRule ^ - [L]
RewriteRule ^([_0-9a-zA-Z-]+/)?(wp-(content|admin|includes).*) $2 [L]
RewriteRule ^([_0-9a-zA-Z-]+/)?(.*\\.php)$ $2 [L]
RewriteRule ^([_0-9a-zA-Z-]+/)?files/(.+) wp-includes/ms-files.php?file=$2 [L]
RewriteRule . index.php [L]
`,
  ],
  [
    'no PHP in uploads',
    `<Files *.php>
deny from all
</Files>
<FilesMatch "\\.(?i:php|phtml|phar)$">
Require all denied
</FilesMatch>
php_flag engine off
RemoveHandler .php .phtml .php3
AddType text/plain .php .phtml .html
`,
  ],
  [
    'no scripts at all',
    `Options -Indexes -ExecCGI
AddHandler cgi-script .php .php3 .php4 .phtml .pl .py .jsp .asp .htm .shtml .sh .cgi
`,
  ],
  [
    'only some files of a plugin',
    `Order Deny,Allow
Deny from all
<FilesMatch "^(form\\.js|akismet\\.css|index\\.php)$">
  Allow from all
</FilesMatch>
<Files "ajax.php">
  Require all granted
</Files>
`,
  ],
  [
    'a version of PHP chosen in a panel',
    `# php -- BEGIN cPanel-generated handler, do not edit
<IfModule mime_module>
  AddHandler application/x-httpd-ea-php74 .php .php7 .phtml
</IfModule>
AddHandler application/x-httpd-alt-php81___lsphp .php .php8 .phtml
<FilesMatch "\\.(php4|php5|php3|php2|php|phtml)$">
  SetHandler application/x-lsphp81
</FilesMatch>
<FilesMatch \\.php$>
  SetHandler "proxy:unix:/run/php/php8.2-fpm.sock|fcgi://localhost"
</FilesMatch>
`,
  ],
  [
    'pages that are PHP',
    `AddType application/x-httpd-php .html .htm .shtml
<Files "robots.txt">
  ForceType application/x-httpd-php
</Files>
<FilesMatch "^[a-z]+$">
  ForceType application/x-httpd-php
</FilesMatch>
<FilesMatch "thumb-(png|jpg)\\.php$">
  SetHandler application/x-httpd-php
</FilesMatch>
`,
  ],
  [
    'a firewall of the site',
    `php_value auto_prepend_file '/home/site/public_html/wordfence-waf.php'
<IfModule mod_php7.c>
	php_value auto_prepend_file '/home/site/public_html/wordfence-waf.php'
</IfModule>
<Files ".user.ini">
<IfModule mod_authz_core.c>
	Require all denied
</IfModule>
</Files>
php_value auto_append_file none
php_value auto_prepend_file "/var/www/site/include/prepend.php"
`,
  ],
  [
    'pictures for this site only',
    `RewriteEngine on
RewriteCond %{HTTP_REFERER} !^$
RewriteCond %{HTTP_REFERER} !^https?://(www\\.)?example\\.com [NC]
RewriteCond %{HTTP_REFERER} !google\\. [NC]
RewriteRule \\.(jpg|jpeg|png|gif)$ https://static.example.net/no-hotlink.jpg [NC,R,L]
`,
  ],
  [
    'spam referers and bad robots',
    `RewriteCond %{HTTP_REFERER} semalt\\.com [NC,OR]
RewriteCond %{HTTP_REFERER} buttons-for-website\\.com [NC]
RewriteRule .* - [F]
RewriteCond %{HTTP_USER_AGENT} (ahrefs|mj12bot|netcraft|cyveillance|websense|pandalytics) [NC]
RewriteRule ^ - [F,L]
SetEnvIfNoCase User-Agent "^Baiduspider" bad_bot
Deny from env=bad_bot
deny from 192.0.2.0/24
`,
  ],
  [
    'rendered pages for robots',
    `RewriteCond %{HTTP_USER_AGENT} googlebot|bingbot|yandex|baiduspider [NC,OR]
RewriteCond %{QUERY_STRING} _escaped_fragment_
RewriteRule ^(?!.*?(\\.js|\\.css))(.*) http://service.prerender.io/https://www.example.com/$2 [P,L]
`,
  ],
  [
    'a site for phones and one name',
    `RewriteCond %{HTTP_USER_AGENT} "android|iphone|ipod|mobile" [NC]
RewriteCond %{HTTP_COOKIE} !full_site
RewriteRule ^(.*)$ https://m.example.com/$1 [R=302,L]
RewriteCond %{HTTP_HOST} ^example\\.com$ [NC]
RewriteRule ^(.*)$ https://www.example.com/$1 [R=301,L]
RewriteCond %{HTTPS} off
RewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]
RedirectMatch 301 ^/old/(.*)$ https://blog.example.org/$1
ErrorDocument 404 /index.php?error=404
ErrorDocument 403 "Not for you"
`,
  ],
  [
    'a page cache',
    `<IfModule mod_rewrite.c>
RewriteEngine On
RewriteCond %{REQUEST_METHOD} GET
RewriteCond %{HTTP:Cookie} !wordpress_logged_in_
RewriteCond "%{DOCUMENT_ROOT}/wp-content/cache/page/%{HTTP_HOST}%{REQUEST_URI}index.html" -f
RewriteRule .* "/wp-content/cache/page/%{HTTP_HOST}%{REQUEST_URI}index.html" [L]
</IfModule>
<IfModule mod_expires.c>
ExpiresActive On
ExpiresByType image/jpg "access plus 1 year"
</IfModule>
AddType image/x-icon .ico
AddType text/css .css
AddType text/plain .txt
AddEncoding x-gzip .gz
AddOutputFilterByType DEFLATE text/html
<FilesMatch "\\.(ico|jpg|png|css|js)$">
Header set Cache-Control "max-age=31536000, public"
</FilesMatch>
`,
  ],
  [
    'one entry of a framework',
    `Options +FollowSymLinks -Indexes
DirectoryIndex index.php index.html
RewriteEngine On
RewriteCond %{REQUEST_URI} ^/images/ [NC]
RewriteRule ^images/(.*)$ image.php?name=$1 [L,QSA]
RewriteRule ^sitemap\\.xml$ sitemap.php [L]
RewriteRule ^(.*)$ public/index.php?/$1 [L,QSA]
RewriteRule ^api/(.*)$ api/v2.php?path=$1 [L]
`,
  ],
  [
    'the private files of a system',
    `SetHandler Drupal_Security_Do_Not_Remove_See_SA_2006_006
Options None
Options +FollowSymLinks
<Files *>
  SetHandler Drupal_Security_Do_Not_Remove_See_SA_2013_003
</Files>
<IfModule mod_php.c>
  php_flag engine off
</IfModule>
<FilesMatch "\\.(engine|inc|install|module|profile|po|sh|sql|theme|tpl(\\.php)?|xtmpl)$|^(\\..*|Entries.*|Repository)$">
  Order allow,deny
  Deny from all
</FilesMatch>
<Files ~ "^\\.(ht|git)">
  Require all denied
</Files>
`,
  ],
  [
    'limits and a password',
    `php_value upload_max_filesize 64M
php_value memory_limit 256M
php_flag display_errors off
php_value error_log /home/site/logs/php_errors.log
php_value open_basedir /home/site:/tmp
AuthType Basic
AuthName "Members"
AuthUserFile /home/site/.htpasswd
Require valid-user
<Files async-upload.php>
SecFilterEngine Off
</Files>
SetEnv APPLICATION_ENV production
Substitute "s|http://www.example.com|https://www.example.com|i"
`,
  ],
  [
    'pages of an own application',
    `RewriteRule ^(.*)$ router.php?q=$1 [L,QSA]
RewriteRule ^product/([0-9]+)$ product.php?id=$1 [L]
RewriteCond %{DOCUMENT_ROOT}/maintenance.html -f
RewriteCond %{REQUEST_FILENAME} !maintenance.html
RewriteRule ^.*$ /maintenance.html [R=503,L]
RewriteCond %{REQUEST_FILENAME}.php -f
RewriteRule ^(.*)$ $1.php [L]
<FilesMatch "^(wp-config|xmlrpc)\\.php$">
Require all denied
</FilesMatch>
deny from .facebook.com
Options +FollowSymLinks
ForceType text/html
`,
  ],
  [
    'a shop',
    `DirectoryIndex index.php
<IfModule mod_php7.c>
  php_value memory_limit 768M
  php_flag suhosin.session.cryptua off
</IfModule>
<IfModule mod_security.c>
  SecFilterEngine Off
  SecFilterScanPOST Off
</IfModule>
RewriteCond %{QUERY_STRING} ^$
RewriteRule ^(.+)$ index\\.php?_route_=%{ENV:PATH} [L,QSA]
AddType text/x-component htc
RewriteCond %{REQUEST_URI} \\.(jpg|jpeg|png|gif)$ [NC]
RewriteCond %{HTTP_REFERER} google\\.[^?]+[?&].*q= [NC]
RewriteRule ^files/(.*) https://www.example.com/picture.php?src=$1 [L]
<Files .htaccess>
  order allow,deny
  deny from all
</Files>
`,
  ],
]
