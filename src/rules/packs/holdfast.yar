/*
  The rules that come with holdfast. Works with YARA-X and with YARA 4.2.

  meta
    reason       reason code with the rule's default type; the number in it is the rule's identity and never reused
    tier         malicious: hand-made to harm, no other use; suspicious: reported, never acted on
    description  one sentence for the administrator of the server
    class        judges only files of this class (apache-config: .htaccess, php-ini: .user.ini and php.ini)
    label        no finding; the content only gets this label

  Speed: every pattern has a fixed part to search for, every gap is bounded, no unbounded repetition stands before a
  required tail, and the admission test runs over the whole file.
*/

// Text about PHP is no PHP: most rules for it want a tag in the file.
private rule php_tag
{
  strings:
    $tag = /<\?(php|=|[\s$@])/i
    $script = /<script\s{1,4}language\s{0,4}=\s{0,4}["']?php/i
  condition:
    any of them
}

// ---------------------------------------------------------------- code from the visitor

rule php_eval_of_decoder_chain
{
  meta:
    reason = "HF-INJ-0101-php.bkdr.evaldec"
    tier = "malicious"
    description = "Runs PHP code that is packed in an encoded text."
  strings:
    $chain = /[^a-z0-9_>$:.]eval([\s@("'?>.+]|\/\*[^\/]{0,40}\*\/){1,12}(base64_decode|gzinflate|gzuncompress|gzdecode|str_rot13|strrev|convert_uudecode|hex2bin|rawurldecode|urldecode|pack)\s{0,4}\(/i
    $assert = /[^a-z0-9_>$:.]assert([\s@(]|\/\*[^\/]{0,40}\*\/){1,8}(base64_decode|gzinflate|gzuncompress|str_rot13|strrev|hex2bin)\s{0,4}\(/i
  condition:
    php_tag and any of them
}

rule php_eval_of_request
{
  meta:
    reason = "HF-SA-0102-php.bkdr.evalreq"
    tier = "malicious"
    description = "Runs PHP code that the visitor sends with the request."
  strings:
    $eval = /[^a-z0-9_>$:.]eval([\s@("'?>.]|\/\*[^\/]{0,40}\*\/){1,12}((base64_decode|gzinflate|gzuncompress|str_rot13|strrev|hex2bin|urldecode|rawurldecode|stripslashes|trim|implode|join|end|reset|current|pos|array_pop)\s{0,4}\(\s{0,4}){0,3}\$(\{\s?["']?)?_(GET|POST|REQUEST|COOKIE|SERVER|FILES)/i
    $assert = /[^a-z0-9_>$:.]assert([\s@("']|\/\*[^\/]{0,40}\*\/){1,8}((base64_decode|str_rot13|strrev|stripslashes|hex2bin)\s{0,4}\(\s{0,4}){0,3}\$(\{\s?["']?)?_(GET|POST|REQUEST|COOKIE)/i
    $input = /[^a-z0-9_>$:.]eval\s{0,4}\([^;]{0,40}file_get_contents\s{0,4}\(\s{0,4}["']php:\/\/input/i
    $headers = /[^a-z0-9_>$:.]eval\s{0,4}\([^;]{0,40}(getallheaders|apache_request_headers)\s{0,4}\(/i
  condition:
    php_tag and any of them
}

rule php_command_of_request
{
  meta:
    reason = "HF-SA-0103-php.bkdr.cmdreq"
    tier = "malicious"
    description = "Runs a system command that the visitor sends with the request."
  strings:
    $call = /[^a-z0-9_>$:.](system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec)\s{0,4}\(([\s@("'{]|\/\*[^\/]{0,40}\*\/){0,8}((base64_decode|stripslashes|urldecode|str_rot13|trim)\s{0,4}\(\s{0,4}){0,2}\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[/i
    $server = /[^a-z0-9_>$:.](system|exec|shell_exec|passthru|popen)\s{0,4}\(\s{0,4}@?\$_SERVER\s{0,4}\[\s{0,4}["']HTTP_/i
    $backtick = /(echo|print|[=(.])\s{0,4}`\s{0,4}\{?\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[[^\]]{1,40}\]\}?\s{0,4}`/i
  condition:
    php_tag and any of them
}

rule php_callable_of_request
{
  meta:
    reason = "HF-SA-0104-php.bkdr.callreq"
    tier = "malicious"
    description = "Calls a function whose name the visitor sends with the request."
  strings:
    $direct = /[;{}(=@!?&|.>\s]\$_(GET|POST|REQUEST|COOKIE)\s{0,4}[\[{]\s{0,4}["']?[^\]\[\n"'} ]{1,48}["']?\s{0,4}[\]}]\s{0,4}\(\s{0,4}[@$"'a-z]/i
    $braced = /\$\{\s{0,2}["']_(GET|POST|REQUEST|COOKIE)["']\s{0,2}\}\s{0,4}[\[{][^\]\n}]{1,64}[\]}]\s{0,4}\(/i
    $short_names = /\$\{\s{0,2}["']?_(GET|POST|REQUEST|COOKIE)["']?\s{0,2}\}[\[{]["']?\w{1,8}["']?[\]}]\(/i
    $created = /[^a-z0-9_>$:.]new\s{1,4}\$_(GET|POST|REQUEST|COOKIE)\s{0,4}[\[{]\s{0,4}["']?[^\]\[\n"'} ]{1,48}["']?\s{0,4}[\]}]\s{0,4}\(/i
  condition:
    php_tag and (#direct > #created or $braced or $short_names)
}

rule php_callback_of_request
{
  meta:
    reason = "HF-SA-0105-php.bkdr.callback"
    tier = "malicious"
    description = "Hands visitor data to a callback function as the code or the name to run."
  strings:
    $first = /[^a-z0-9_>$:.](array_map|call_user_func|call_user_func_array|forward_static_call|forward_static_call_array|register_shutdown_function|register_tick_function|header_register_callback|set_error_handler|set_exception_handler|ob_start)\s{0,4}\(\s{0,4}@?((base64_decode|str_rot13|strrev|stripslashes)\s{0,4}\(\s{0,4}){0,2}\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[/i
    $second = /[^a-z0-9_>$:.](array_filter|array_walk|array_walk_recursive|usort|uasort|uksort|iterator_apply|preg_replace_callback|mb_ereg_replace_callback)\s{0,4}\([^;,]{1,64},\s{0,4}@?((base64_decode|str_rot13|strrev|stripslashes)\s{0,4}\(\s{0,4}){0,2}\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[/i
    $named_first = /[^a-z0-9_>$:.](array_map|call_user_func|call_user_func_array|register_shutdown_function|register_tick_function)\s{0,4}\(\s{0,4}["'](assert|system|passthru|exec|shell_exec|eval)["']\s{0,4},[^;]{0,40}\$_(GET|POST|REQUEST|COOKIE)/i
    $shutdown = /[^a-z0-9_>$:.](register_shutdown_function|register_tick_function)\s{0,4}\(\s{0,4}["'](assert|system|passthru|shell_exec)["']\s{0,4},/i
    $set = /[^a-z0-9_>$:.](array_diff_ukey|array_udiff|array_udiff_assoc|array_uintersect|array_intersect_ukey)\s{0,4}\([^;]{1,200},\s{0,4}@?\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[[^\]]{1,40}\]\s{0,4}\)/i
    $named_last = /[^a-z0-9_>$:.](array_filter|array_walk|array_walk_recursive|array_reduce|usort|uasort|uksort)\s{0,4}\([^;]{1,64}\$_(GET|POST|REQUEST|COOKIE)[^;]{0,40},\s{0,4}["'](assert|system|passthru|exec|shell_exec)["']/i
  condition:
    php_tag and any of them
}

rule php_variable_function_on_request
{
  meta:
    reason = "HF-SUSP-0106-php.bkdr.varfunc"
    tier = "suspicious"
    description = "Calls a function with a variable name on data of the visitor in a very small file."
  strings:
    $call = /[;{}(=@.\s]\$[a-z]\w{0,24}(\[[^\]]{1,24}\])?\s{0,2}\(\s{0,4}@?((base64_decode|str_rot13|strrev|stripslashes)\s{0,4}\(\s{0,4}){0,2}\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[/i
    $structure = /\b(class|namespace|interface|trait)\s{1,4}[a-z_]/i
  condition:
    php_tag and $call and not $structure and filesize < 4KB
}

rule php_create_function_of_data
{
  meta:
    reason = "HF-SA-0107-php.bkdr.mkfunc"
    tier = "malicious"
    description = "Makes a function out of decoded text or of data of the visitor and runs it."
  strings:
    $made = /[^a-z0-9_>$:.]create_function\s{0,4}\([^;]{0,60}(base64_decode|gzinflate|gzuncompress|str_rot13|hex2bin|strrev|eval|assert)\s{0,4}\(/i
    $request = /[^a-z0-9_>$:.]create_function\s{0,4}\([^;]{0,60}\$_(GET|POST|REQUEST|COOKIE)/i
  condition:
    php_tag and any of them
}

rule php_preg_replace_runs_code
{
  meta:
    reason = "HF-SA-0108-php.bkdr.prege"
    tier = "malicious"
    description = "Uses the /e modifier of preg_replace to run hidden code."
  strings:
    $pattern = /(preg_replace|preg_filter|mb_ereg_replace|mb_eregi_replace)\s{0,4}\(\s{0,4}["'][^\w\s"'][^"'\n]{0,60}[^\w\s"'][imsxuADSUXJ]{0,6}e[imsxuADSUXJ]{0,6}["']\s{0,4},[^;]{0,20}(eval|assert|base64_decode|gzinflate|gzuncompress|str_rot13|\\x65\\x76|\\x65\\x56|\\145\\166)/
    $request = /(preg_replace|preg_filter|mb_ereg_replace|mb_eregi_replace)\s{0,4}\(\s{0,4}["'][^\w\s"'][^"'\n]{0,60}[^\w\s"'][imsxuADSUXJ]{0,6}e[imsxuADSUXJ]{0,6}["']\s{0,4},\s{0,4}@?\$_(GET|POST|REQUEST|COOKIE)/
    $chosen = /(preg_replace|preg_filter)\s{0,4}\(\s{0,4}@?\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[[^\]]{1,40}\]\s{0,4},\s{0,4}@?\$_(GET|POST|REQUEST|COOKIE)/
  condition:
    php_tag and any of them
}

rule php_include_of_request
{
  meta:
    reason = "HF-SA-0109-php.bkdr.inclreq"
    tier = "malicious"
    description = "Runs a file whose whole path or address the visitor sends with the request."
  strings:
    $include = /[^a-z0-9_>$:.](include|require)(_once)?([\s@(]|\/\*[^\/]{0,40}\*\/){1,8}\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[[^\]]{1,40}\]\s{0,4}\)?\s{0,4}(;|\?>)/i
    $input = /[^a-z0-9_>$:.](include|require)(_once)?[\s@(]{1,8}["'](php:\/\/input|data:[a-z0-9\/]{0,24};base64,)/i
    $upload = /[^a-z0-9_>$:.](include|require)(_once)?[\s@(]{1,8}\$_FILES\s{0,4}\[/i
  condition:
    php_tag and any of them
}

rule php_include_of_disguised_file
{
  meta:
    reason = "HF-INJ-0110-php.bkdr.inclhid"
    tier = "malicious"
    description = "Runs a file that pretends to be a picture, or whose path is written in escape codes."
  strings:
    $picture = /[^a-z0-9_>$:.](include|require)(_once)?([\s@(]|\/\*[^\/]{0,40}\*\/){1,8}(__DIR__\s{0,4}\.\s{0,4}|dirname\(__FILE__\)\s{0,4}\.\s{0,4}|\$_SERVER\[["']DOCUMENT_ROOT["']\]\s{0,4}\.\s{0,4})?["'][^"'\n]{1,200}\.(ico|jpe?g|png|gif|bmp|webp|mp3|woff2?)["']\s{0,4}\)?\s{0,4};/i
    $escaped = /[^a-z0-9_>$:.](include|require)(_once)?([\s@(]|\/\*[^\/]{0,40}\*\/){1,8}["'][^"'\n]{0,40}\\(x[0-9a-f]{2}|[01][0-7]{2})[^"'\n]{0,40}\\(x[0-9a-f]{2}|[01][0-7]{2})/i
  condition:
    php_tag and any of them
}

rule php_fetch_and_run
{
  meta:
    reason = "HF-SA-0111-php.bkdr.fetchrun"
    tier = "malicious"
    description = "Fetches code from another server and runs it."
  strings:
    $eval = /[^a-z0-9_>$:.]eval\s{0,4}\(([\s@("'?>.]){0,10}(file_get_contents|curl_exec|fread|stream_get_contents|wp_remote_retrieve_body)\s{0,4}\(\s{0,4}["']https?:/i
    $include = /[^a-z0-9_>$:.](include|require)(_once)?[\s@(]{1,8}["'](https?|ftp):\/\//i
    $open_eval = /[^a-z0-9_>$:.]eval\s{0,4}\(\s{0,4}["']\s{0,4}\?>\s{0,4}["']\s{0,4}\.\s{0,4}\$\w{1,32}\s{0,4}\)/i
    $remote = /(curl_init\s{0,4}\(|file_get_contents\s{0,4}\(\s{0,4}["']|fsockopen\s{0,4}\(\s{0,4}["']|=\s{0,4}["'])https?:\/\/[a-z0-9]/i
  condition:
    php_tag and ($eval or $include or ($open_eval and $remote))
}

rule php_fetch_and_write
{
  meta:
    reason = "HF-SUSP-0112-php.bkdr.dropper"
    tier = "suspicious"
    description = "Fetches a text from another server and writes it as a file of this site."
  strings:
    $put = /file_put_contents\s{0,4}\([^;]{1,80},\s{0,4}@?file_get_contents\s{0,4}\(\s{0,4}["']https?:\/\/[^"'\s]{4,160}(\.txt|\/raw\/[^"'\s]{1,60}|pastebin[^"'\s]{1,60})["']/i
    $copy = /[^a-z0-9_>$:.]copy\s{0,4}\(\s{0,4}["']https?:\/\/[^"'\s]{4,160}["']\s{0,4},\s{0,4}["'][^"']{1,80}\.php["']/i
  condition:
    php_tag and any of them
}

// ---------------------------------------------------------------- hidden code

rule php_globals_by_code
{
  meta:
    reason = "HF-INJ-0113-php.bkdr.globals"
    tier = "malicious"
    description = "Reaches variables and functions through names in escape codes, to hide what it runs."
  strings:
    $hex_globals = /\$\{\s{0,2}["'](\\x47|\\107|G)(\\x4c|\\114|L)(\\x4f|\\117|O)(\\x42|\\102|B)(\\x41|\\101|A)(\\x4c|\\114|L)(\\x53|\\123|S)["']\s{0,2}\}/i
    $plain_globals = "${\"GLOBALS\"}" nocase
    $hex_key = /\$GLOBALS\s{0,2}\[\s{0,2}["'](\\x[0-9a-f]{2}|\\[01][0-7]{2}){4}/i
    $hex_request = /\$\{\s{0,2}["'](\\x5f|\\137|_)(\\x47|\\x50|\\x52|\\x43|\\107|\\120|\\122|\\103)(\\x[0-9a-f]{2}|\\[01][0-7]{2}|[a-z]){2,8}["']\s{0,2}\}/i
  condition:
    php_tag and ($hex_request or $hex_key or ($hex_globals and not $plain_globals))
}

rule php_name_from_string_index
{
  meta:
    reason = "HF-INJ-0114-php.bkdr.stridx"
    tier = "malicious"
    description = "Puts function names together from single letters of a scrambled text."
  strings:
    $square = /\]\.\$\w{1,32}\[\d{1,3}\]\.\$\w{1,32}\[\d{2,3}\]\.\$\w{1,32}\[\d{1,3}\]\.\$\w{1,32}\[\d{1,3}\]/
    $spaced = /\] \. \$\w{1,32}\[\d{1,3}\] \. \$\w{1,32}\[\d{2,3}\] \. \$\w{1,32}\[\d{1,3}\] \. \$\w{1,32}\[\d{1,3}\]/
    $curly = /\}\.\$\w{1,32}\{\d{1,3}\}\.\$\w{1,32}\{\d{2,3}\}\.\$\w{1,32}\{\d{1,3}\}\.\$\w{1,32}\{\d{1,3}\}/
    $globals = /\$GLOBALS\[["']\w{1,32}["']\][\[{]\d{1,3}[\]}]\s?\.\s?\$GLOBALS\[["']\w{1,32}["']\][\[{]\d{1,3}[\]}]\s?\.\s?\$GLOBALS\[/
  condition:
    php_tag and ($globals or #square > 1 or #spaced > 1 or #curly > 1)
}

rule php_function_name_in_codes
{
  meta:
    reason = "HF-INJ-0115-php.bkdr.hexname"
    tier = "malicious"
    description = "Writes the name of a dangerous function in escape codes, so that nobody finds it by reading."
  strings:
    $eval = /["'](\\x65\\x76\\x61\\x6c|\\145\\166\\141\\154)/i
    $eval_call = /\\x65\\x76\\x61\\x6c\\x28/i
    $base64 = /["'](\\x62\\x61\\x73\\x65\\x36\\x34|\\142\\141\\163\\145\\66\\64|\\142\\141\\163\\145\\066\\064)/i
    $assert = /["'](\\x61\\x73\\x73\\x65\\x72\\x74|\\141\\163\\163\\145\\162\\164)/i
    $gz = /["'](\\x67\\x7a\\x69\\x6e\\x66|\\147\\172\\151\\156\\146|\\x67\\x7a\\x75\\x6e\\x63)/i
    $create = /["'](\\x63\\x72\\x65\\x61\\x74\\x65\\x5f|\\143\\162\\145\\141\\164\\145\\137)/i
    $system = /["'](\\x73\\x79\\x73\\x74\\x65\\x6d|\\163\\171\\163\\164\\145\\155|\\x73\\x68\\x65\\x6c\\x6c|\\x70\\x61\\x73\\x73\\x74\\x68)/i
    $preg = /["'](\\x70\\x72\\x65\\x67\\x5f\\x72|\\160\\162\\145\\147\\137\\162)/i
    $rot13 = /["']\\x73\\x74\\x72\\x5f\\x72\\x6f\\x74/i
  condition:
    php_tag and any of them
}

rule php_function_name_from_chr
{
  meta:
    reason = "HF-SA-0116-php.bkdr.chrcat"
    tier = "malicious"
    description = "Puts the name of a dangerous function together from character numbers."
  strings:
    $eval = /chr\s?\(\s?101\s?\)\s?\.\s?chr\s?\(\s?118\s?\)\s?\.\s?chr\s?\(\s?97\s?\)\s?\.\s?chr\s?\(\s?108\s?\)/i
    $base64 = /chr\s?\(\s?98\s?\)\s?\.\s?chr\s?\(\s?97\s?\)\s?\.\s?chr\s?\(\s?115\s?\)\s?\.\s?chr\s?\(\s?101\s?\)/i
    $assert = /chr\s?\(\s?97\s?\)\s?\.\s?chr\s?\(\s?115\s?\)\s?\.\s?chr\s?\(\s?115\s?\)\s?\.\s?chr\s?\(\s?101\s?\)/i
    $create = /chr\s?\(\s?99\s?\)\s?\.\s?chr\s?\(\s?114\s?\)\s?\.\s?chr\s?\(\s?101\s?\)\s?\.\s?chr\s?\(\s?97\s?\)/i
    $system = /chr\s?\(\s?115\s?\)\s?\.\s?chr\s?\(\s?121\s?\)\s?\.\s?chr\s?\(\s?115\s?\)\s?\.\s?chr\s?\(\s?116\s?\)/i
    $post = /chr\s?\(\s?95\s?\)\s?\.\s?chr\s?\(\s?80\s?\)\s?\.\s?chr\s?\(\s?79\s?\)\s?\.\s?chr\s?\(\s?83\s?\)/i
    $gz = /chr\s?\(\s?103\s?\)\s?\.\s?chr\s?\(\s?122\s?\)\s?\.\s?chr\s?\(\s?105\s?\)\s?\.\s?chr\s?\(\s?110\s?\)/i
  condition:
    php_tag and any of them
}

rule php_name_from_junk_removal
{
  meta:
    reason = "HF-SA-0117-php.bkdr.junk"
    tier = "malicious"
    description = "Hides a function name between filler letters that are removed before it is called."
  strings:
    $removal = /=\s{0,2}@?(str_replace|str_ireplace)\s{0,2}\(\s{0,2}["'][^"'\s]{1,12}["']\s{0,2},\s{0,2}["']{2}\s{0,2},\s{0,2}["'][^"'\s]{8,80}["']\s{0,2}\)\s{0,2};/i
  condition:
    php_tag and (#removal > 1 or ($removal and filesize < 20KB))
}

rule php_split_function_name
{
  meta:
    reason = "HF-SA-0118-php.bkdr.split"
    tier = "malicious"
    description = "Writes the name of a function that runs code in pieces, so that nobody finds it by searching."
  strings:
    $assert = /["'](a["']\s?\.\s?["']ssert|as["']\s?\.\s?["']sert|ass["']\s?\.\s?["']ert|asse["']\s?\.\s?["']rt|asser["']\s?\.\s?["']t)["']/i
    $create = /["'](cr["']\s?\.\s?["']eate_f|cre["']\s?\.\s?["']ate_f|crea["']\s?\.\s?["']te_f|creat["']\s?\.\s?["']e_f|create["']\s?\.\s?["']_f|create_["']\s?\.\s?["']f|create_fun["']\s?\.\s?["']ction|cr["']\s?\.\s?["']eat["']\s?\.\s?["']e_fun)/i
    $eval = /["'](ev["']\s?\.\s?["']al|e["']\s?\.\s?["']val|eva["']\s?\.\s?["']l)["']/i
    $shell = /["'](s["']\s?\.\s?["']hell_e|sh["']\s?\.\s?["']ell_e|she["']\s?\.\s?["']ll_e|shell["']\s?\.\s?["']_exec|shell_["']\s?\.\s?["']exec|shell_e["']\s?\.\s?["']xec|pass["']\s?\.\s?["']thru|pas["']\s?\.\s?["']sthru|sys["']\s?\.\s?["']tem|sy["']\s?\.\s?["']stem|syst["']\s?\.\s?["']em)["']/i
    $gz = /["'](gz["']\s?\.\s?["']infla|gzin["']\s?\.\s?["']flate|gzi["']\s?\.\s?["']nflate|gzinf["']\s?\.\s?["']late|g["']\s?\.\s?["']zinflate)/i
  condition:
    php_tag and any of them
}

rule php_split_decoder_name
{
  meta:
    reason = "HF-SUSP-0119-php.bkdr.splitdec"
    tier = "suspicious"
    description = "Writes base64_decode or str_rot13 in pieces, so that nobody finds it by searching."
  strings:
    $base64 = /["'](b["']\s?\.\s?["']ase64|ba["']\s?\.\s?["']se64|bas["']\s?\.\s?["']e64|base["']\s?\.\s?["']64|base6["']\s?\.\s?["']4|base64["']\s?\.\s?["']_d|base64_["']\s?\.\s?["']d|base64_de["']\s?\.\s?["']code)/i
    $rot13 = /["'](str["']\s?\.\s?["']_rot|str_["']\s?\.\s?["']rot|str_r["']\s?\.\s?["']ot13|str_rot["']\s?\.\s?["']13)/i
    $pieces = /["']b["']\s?\.\s?["']a["']\s?\.\s?["']s["']\s?\.\s?["']e["']/i
  condition:
    php_tag and any of ($base64, $rot13, $pieces)
}

rule php_name_from_xor
{
  meta:
    reason = "HF-SA-0120-php.bkdr.xor"
    tier = "malicious"
    description = "Computes function names from texts that are combined bit by bit."
  strings:
    $xor = /[=(.]\s?["'][^"'\n]{1,32}["']\s?\^\s?["'][^"'\n]{1,32}["']\s?[;).]/
    $assigned = /=["'][^"'\n]{1,40}["'][|&^]["'][^"'\n]{1,40}["'];/
    $not = /\(\s?~\s?["'][\x80-\xff]{3,32}["']\s?\)/
  condition:
    php_tag and (#xor > 1 or #assigned > 1 or $not)
}

rule php_decoded_then_run
{
  meta:
    reason = "HF-INJ-0121-php.bkdr.packed"
    tier = "malicious"
    description = "Unpacks an encoded text in several steps and runs the result as code."
  strings:
    $unpack = /(gzinflate|gzuncompress|gzdecode|str_rot13|strrev)\s{0,2}\(\s{0,2}((gzinflate|gzuncompress|gzdecode|str_rot13|strrev)\s{0,2}\(\s{0,2}){0,4}(base64_decode|hex2bin|convert_uudecode)\s{0,2}\(/i
    $blob = /base64_decode\s{0,2}\(\s{0,2}["'][a-z0-9+\/]{120}/i
    $eval = /[^a-z0-9_>$:.]eval\s{0,4}\(\s{0,4}@?["'?>\s.]{0,10}\$\w{1,40}\s{0,4}(\)|\()/i
    $class = /\n\s{0,4}(abstract |final )?class \w{1,64}/
  condition:
    php_tag and ($unpack or $blob) and $eval and not $class and filesize < 2MB
}

rule php_eval_of_called_variable
{
  meta:
    reason = "HF-INJ-0122-php.bkdr.evalvar"
    tier = "malicious"
    description = "Runs code that a chain of functions with hidden names unpacks."
  strings:
    $nested = /[^a-z0-9_>$:.]eval\s{0,4}\(\s{0,4}@?\$\w{1,40}\s{0,2}\(\s{0,2}\$\w{1,40}\s{0,2}\(/i
    $literal = /[^a-z0-9_>$:.]eval\s{0,4}\(\s{0,4}@?\$?\w{1,40}\s{0,2}\(\s{0,2}["'][a-z0-9+\/=]{60}/i
    $index = /[^a-z0-9_>$:.]eval\s{0,4}\(\s{0,4}@?\$\w{1,40}\s{0,2}\[\s{0,2}\$\w{1,40}\s{0,2}\[/i
    $braced = /[^a-z0-9_>$:.]eval\s{0,4}\(\s{0,4}@?\$\{["'][^"'\n]{1,60}["']\}/i
  condition:
    php_tag and any of them
}

rule php_goto_maze
{
  meta:
    reason = "HF-SUSP-0123-php.bkdr.goto"
    tier = "suspicious"
    description = "Jumps from line to line in a random order, as obfuscators make it."
  strings:
    $jump = /goto [a-z0-9_]{4,24};\s{1,4}[a-z0-9_]{4,24}:\s/i
    $codes = /["'](\\x[0-9a-f]{2}|\\[01][0-7]{2}){2}/i
  condition:
    php_tag and #jump > 7 and $codes
}

rule php_mixed_escape_codes
{
  meta:
    reason = "HF-SUSP-0124-php.bkdr.escapes"
    tier = "suspicious"
    description = "Mixes two kinds of escape codes inside words, which only obfuscators do."
  strings:
    $mixed = /\\x[0-9a-f]{2}[a-z_]{0,3}\\1[0-7]{2}[a-z_]{0,3}\\x[0-9a-f]{2}/i
    $mixed_reverse = /\\1[0-7]{2}[a-z_]{0,3}\\x[0-9a-f]{2}[a-z_]{0,3}\\1[0-7]{2}/i
  condition:
    php_tag and #mixed + #mixed_reverse > 3
}

rule php_encoder_banner
{
  meta:
    reason = "HF-SUSP-0125-php.tool.encoded"
    tier = "suspicious"
    label = "encoded"
    description = "Made unreadable by a known encoder; what it does cannot be seen from outside."
  strings:
    $ioncube = "ionCube Loader" nocase
    $ioncube_file = "<?php //0"
    $guardian = "sg_load(" nocase
    $zend = "Zend Optimizer not installed" nocase
    $fopo = "Obfuscation provided by FOPO" nocase
    $jiami = "phpjiami" nocase
  condition:
    $ioncube_file at 0 or $guardian or $zend or $fopo or $jiami or ($ioncube and filesize < 2MB)
}

// ---------------------------------------------------------------- shells and tools

rule php_password_gate
{
  meta:
    reason = "HF-SA-0126-php.bkdr.gate"
    tier = "malicious"
    description = "A back door behind a password: compares a hash of visitor data, then runs code or writes files."
  strings:
    $left = /(md5|sha1|crc32)\s{0,2}\(\s{0,2}((md5|sha1|trim|base64_decode)\s{0,2}\(\s{0,2}){0,2}@?\$_(GET|POST|REQUEST|COOKIE|SERVER)\s{0,2}\[[^\]\n]{1,40}\][\s)]{1,6}(={2,3}|!={1,2})\s{0,2}["']?[0-9a-f]{8,40}/i
    $right = /["'][0-9a-f]{32,40}["']\s{0,2}(={2,3}|!={1,2})\s{0,2}(md5|sha1)\s{0,2}\(\s{0,2}((md5|sha1|trim)\s{0,2}\(\s{0,2}){0,2}@?\$_(GET|POST|REQUEST|COOKIE)/i
    $run = /[^a-z0-9_>$:.](eval|assert|system|passthru|shell_exec|exec|popen|proc_open|create_function|move_uploaded_file|file_put_contents|fwrite)\s{0,4}\(/i
  condition:
    php_tag and ($left or $right) and $run
}

rule php_files_man
{
  meta:
    reason = "HF-SA-0127-php.tool.filesman"
    tier = "malicious"
    description = "A web shell of the FilesMan family: files, commands and databases for whoever knows the password."
  strings:
    $action = /default_action\s{0,4}=\s{0,4}["']FilesMan["']/
    $function = /function\s{1,4}(action|wso)(FilesMan|FilesTools|SecInfo|Php|Console|SelfRemove|Bruteforce|Header|Ex)\s{0,2}\(/i
    $pass = /\$auth_pass\s{0,4}=\s{0,4}["'][0-9a-f]{32}["']/i
    $set = /\$(default_use_ajax|default_charset|default_action)\s{0,4}=/
    $menu = "FilesMan"
  condition:
    php_tag and ($action or #function > 1 or ($pass and $set) or ($pass and $menu))
}

rule php_named_shell
{
  meta:
    reason = "HF-SA-0128-php.tool.wshll"
    tier = "malicious"
    description = "A well-known web shell that names itself."
  strings:
    $shell1 = "c99shell" nocase
    $shell2 = "r57shell" nocase
    $shell3 = "b374k" nocase
    $shell4 = "IndoXploit" nocase
    $shell5 = "p0wny" nocase
    $shell6 = "Locus7Shell" nocase
    $shell7 = "SyRiAn Sh3ll" nocase
    $shell8 = "k2ll33d" nocase
    $shell9 = "Angel PHP Shell" nocase
    $shell10 = "AlfaTeam" nocase
    $shell11 = "ALFA SHELL" nocase
    $shell12 = "Mini Shell" nocase
    $shell13 = "webshell" nocase fullword
    $shell14 = "web shell" nocase fullword
    $shell15 = "SimAttacker" nocase
    $shell16 = "Cyber Shell" nocase
    $shell17 = "Ajax/PHP Command Shell" nocase
    $shell18 = "PHP Backdoor" nocase
    $shell19 = "PHPShell" nocase fullword
    $shell20 = "Dark Shell" nocase
    $shell21 = "h4ck" nocase
    $shell22 = "priv8" nocase
    $shell23 = "hacked by" nocase
    $command = /[^a-z0-9_>$:.](system|passthru|shell_exec|exec|popen|proc_open|pcntl_exec|eval)\s{0,4}\(\s{0,4}(@?\$\w|["'](\/|ls|cat|id|uname|ps|cmd))/i
    $listing = /[^a-z0-9_>$:.](opendir|scandir|readdir|getcwd|chdir|fileperms|posix_getpwuid)\s{0,4}\(/i
    $request = /\$(_(GET|POST|REQUEST|COOKIE)|HTTP_(GET|POST)_VARS)\s{0,4}\[/i
    $namespace = /\n\s{0,4}namespace [a-z]/i
  condition:
    php_tag and any of ($shell*) and $command and $listing and $request and not $namespace and filesize < 1MB
}

rule php_command_shell
{
  meta:
    reason = "HF-SA-0129-php.tool.cmdshell"
    tier = "malicious"
    description = "A page for running commands on the server: takes them from the visitor and tries one way after the other."
  strings:
    $request = /\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[\s{0,4}["'](cmd|command|exec|execute|shell|c|x|e|ex|cm|exe|cmdl|feature)["']\s{0,4}\]/i
    $way1 = /[^a-z0-9_>$:.'"]shell_exec\s{0,4}\(\s{0,4}@?\$/i
    $way2 = /[^a-z0-9_>$:.'"]passthru\s{0,4}\(\s{0,4}@?\$/i
    $way3 = /[^a-z0-9_>$:.'"]system\s{0,4}\(\s{0,4}@?\$/i
    $way4 = /[^a-z0-9_>$:.'"]exec\s{0,4}\(\s{0,4}@?\$/i
    $way5 = /[^a-z0-9_>$:.'"]popen\s{0,4}\(\s{0,4}@?\$/i
    $way6 = /[^a-z0-9_>$:.'"]proc_open\s{0,4}\(\s{0,4}@?\$/i
    $namespace = /\n\s{0,4}namespace [a-z]/i
  condition:
    php_tag and (($request and 3 of ($way*)) or 4 of ($way*)) and not $namespace and filesize < 500KB
}

rule php_assigned_command
{
  meta:
    reason = "HF-SA-0130-php.tool.cmdvar"
    tier = "malicious"
    description = "A small page that runs the command a visitor sends."
  strings:
    $take = /\$\w{1,24}\s{0,4}=\s{0,4}@?\(?\s{0,2}(isset\([^)]{1,40}\)\s{0,2}\?\s{0,2})?((base64_decode|stripslashes|trim|urldecode)\s{0,2}\(\s{0,2}){0,2}\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[\s{0,4}["']?(cmd|command|exec|execute|shell|c|x|e|ex|exe|run|0|1)["']?\s{0,4}\]/i
    $run = /[^a-z0-9_>$:.'"](shell_exec|passthru|system|exec|popen|proc_open|eval|assert)\s{0,4}\(\s{0,4}@?\$\w{1,24}\s{0,4}(\)|,|\.\s{0,2}["']\s{0,2}2>&1)/i
    $structure = /\n\s{0,4}(namespace|abstract class|final class|class) [a-z]/i
  condition:
    php_tag and $take and $run and not $structure and filesize < 30KB
}

rule php_file_manager_shell
{
  meta:
    reason = "HF-SA-0131-php.tool.fileman"
    tier = "malicious"
    description = "A hidden file manager: lists, edits, uploads and deletes files of the server and shows facts about the system."
  strings:
    $list = /[^a-z0-9_>$:.](scandir|opendir|readdir|glob)\s{0,4}\(/i
    $delete = /[^a-z0-9_>$:.](unlink|rmdir)\s{0,4}\(/i
    $change = /[^a-z0-9_>$:.](rename|chmod|mkdir|touch)\s{0,4}\(/i
    $write = /[^a-z0-9_>$:.](fwrite|fputs|file_put_contents|move_uploaded_file|copy)\s{0,4}\(/i
    $upload = /\$(_FILES|HTTP_POST_FILES)\s{0,4}\[/
    $request = /\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[/
    $fact1 = /php_uname\s{0,4}\(/i
    $fact2 = /getcwd\s{0,4}\(/i
    $fact3 = /posix_getpwuid\s{0,4}\(/i
    $fact4 = /fileperms\s{0,4}\(/i
    $fact5 = /["']disable_functions["']/i
    $fact6 = /["']safe_mode["']/i
    $fact7 = /disk_(free|total)_space\s{0,4}\(/i
    $fact8 = /get_current_user\s{0,4}\(|["']SERVER_SOFTWARE["']/i
    $form = /<(form|input)[\s>]/i
    $namespace = /\n\s{0,4}namespace [a-z]/i
    $core = /\n\s{0,4}(abstract |final )?class \w{1,64}\s{1,4}(extends|implements) /i
  condition:
    php_tag and $list and $delete and $change and $write and $upload and $request and $form and 3 of ($fact*)
    and not $namespace and not $core and filesize < 400KB
}

rule php_small_file_manager
{
  meta:
    reason = "HF-SUSP-0132-php.tool.minifm"
    tier = "suspicious"
    description = "A file manager in one file: lists directories, deletes, renames and uploads what the visitor says."
  strings:
    $list = /[^a-z0-9_>$:.](scandir|opendir|readdir|glob)\s{0,4}\(/i
    $delete = /[^a-z0-9_>$:.](unlink|rmdir)\s{0,4}\(/i
    $change = /[^a-z0-9_>$:.](rename|chmod)\s{0,4}\(/i
    $write = /[^a-z0-9_>$:.](fwrite|fputs|file_put_contents|move_uploaded_file|copy)\s{0,4}\(/i
    $request = /\$_(GET|POST|REQUEST)\s{0,4}\[/
    $form = /<(form|input|textarea)[\s>]/i
    $structure = /\n\s{0,4}(namespace|abstract class|final class|class) [a-z]/i
    $part = /(require|include)(_once)?[\s(]/i
  condition:
    php_tag and $list and $delete and $change and $write and $request and $form
    and not $structure and not $part and filesize < 60KB
}

rule php_tiny_uploader
{
  meta:
    reason = "HF-SA-0133-php.tool.upload"
    tier = "malicious"
    description = "A tiny page that lets any visitor upload a file under a name of their choice, scripts included."
  strings:
    $move = /[^a-z0-9_>$:.](move_uploaded_file|copy)\s{0,4}\(\s{0,4}@?(\$_FILES|\$HTTP_POST_FILES|\$\w{1,24}\s{0,2}\[\s{0,2}["']tmp_name|\$\w{1,24}\s{0,2},)/i
    $temporary = /\[\s{0,2}["']tmp_name["']\s{0,2}\]/i
    $name = /\[\s{0,2}["']name["']\s{0,2}\]/i
    $check = /(getimagesize|pathinfo|in_array|preg_match|mime|PATHINFO_EXTENSION|is_user_logged_in|session_start|current_user|require|include|finfo|\bextends\b|\$this->)/i
  condition:
    php_tag and $move and $temporary and $name and not $check and filesize < 3KB
}

rule php_open_uploader
{
  meta:
    reason = "HF-SUSP-0134-php.tool.openup"
    tier = "suspicious"
    description = "Stores an upload under the name the visitor chose, without a look at what it is."
  strings:
    $move = /[^a-z0-9_>$:.](move_uploaded_file|copy)\s{0,4}\(\s{0,4}@?\$_FILES\s{0,2}\[[^;]{1,60},[^;,]{0,80}\$_FILES\s{0,2}\[[^;]{1,30}["']name["']/i
    $check = /(getimagesize|pathinfo|in_array|mime|PATHINFO_EXTENSION|is_user_logged_in|current_user|finfo|\$this->|sanitize)/i
  condition:
    php_tag and $move and not $check and filesize < 40KB
}

rule php_bulk_mailer
{
  meta:
    reason = "HF-SUSP-0135-php.spam.mlr"
    tier = "suspicious"
    description = "Sends mail to a list of addresses that the visitor pastes into a form."
  strings:
    $mail = /[^a-z0-9_>$:]mail\s{0,4}\(/i
    $list = /\$_(POST|REQUEST)\s{0,2}\[\s{0,2}["']?(emaillist|emails|email_list|maillist|mail_list|mailist|to_list|lista|recipients|destinatarios|emailslist)["']?\s{0,2}\]/i
    $sender = /\$_(POST|REQUEST)\s{0,2}\[\s{0,2}["']?(from|fromname|from_name|realname|nome|de|sender|remetente|senderemail|replyto|from_email|assunto|subject)["']?\s{0,2}\]/i
    $split = /(explode|split|preg_split)\s{0,2}\(\s{0,2}["'][^"']{0,12}(\\n|,|;|\n)/i
  condition:
    php_tag and $mail and $list and $sender and $split and filesize < 200KB
}

rule php_reverse_shell
{
  meta:
    reason = "HF-SA-0136-php.tool.revsh"
    tier = "malicious"
    description = "Connects a command line of this server to another computer."
  strings:
    $connect = /(fsockopen|pfsockopen|stream_socket_client|socket_connect|socket_bind)\s{0,4}\(/i
    $run = /(proc_open|popen|shell_exec|passthru|system|exec)\s{0,4}\(/i
    $shell = /["'\s](\/bin\/(ba|da|z|k|c)?sh|cmd\.exe|uname -a; w; id)[\s"';]/i
    $pipes = /(\$pipes|array\(\s{0,4}["']pipe["']|socket_read|fread\s{0,2}\(\s{0,2}\$sock)/i
    $dev = /(bash|sh) -i\s{0,4}(>&|>|<>)\s{0,4}\/dev\/tcp\//
    $netcat = /nc (-[a-z]{1,4} ){0,3}-[a-z]{0,3}[ec] \/bin\/(ba)?sh/
  condition:
    php_tag and (($connect and $run and $shell and $pipes and filesize < 100KB) or $dev or $netcat)
}

rule php_flooder
{
  meta:
    reason = "HF-SA-0137-php.tool.flood"
    tier = "malicious"
    description = "Floods another computer with packets until it cannot answer any more."
  strings:
    $udp = /fsockopen\s{0,4}\(\s{0,4}["']udp:\/\/["']?\s{0,4}[.{$]/i
    $write = /f(write|puts)\s{0,4}\(/i
    $loop = /(while\s{0,4}\(\s{0,4}(1|true)|for\s{0,4}\(|set_time_limit\s{0,4}\(\s{0,4}0|ignore_user_abort)/i
    $request = /\$_(GET|POST|REQUEST)\s{0,2}\[\s{0,2}["']?(host|ip|time|port|exTime|rand)/i
  condition:
    php_tag and $udp and $write and $loop and $request and filesize < 60KB
}

rule php_phishing_post
{
  meta:
    reason = "HF-SUSP-0138-php.phish.post"
    tier = "suspicious"
    description = "Mails or stores the password that a visitor typed, together with the address of the visitor."
  strings:
    $pass = /\$_POST\s{0,2}\[\s{0,2}["']?(pass|password|passwd|pswd|pwd|senha|cvv|cc|ccnum|pin|ssn|otp)["']?\s{0,2}\]/i
    $who = /(REMOTE_ADDR|HTTP_X_FORWARDED_FOR|geoplugin|ip-api\.com)/
    $send = /([^a-z0-9_>$:.]mail\s{0,4}\(|api\.telegram\.org\/bot|f(write|puts)\s{0,4}\(|file_put_contents\s{0,4}\()/i
    $label = /["'][-=+|*#\s.]{0,20}(user(name)?|e-?mail|login|pass(word)?|card|cvv)[\s\w]{0,12}[:=]{1,2}\s{0,4}["']?\s{0,2}\.?\s{0,2}\{?\$/i
    $leave = /header\s{0,4}\(\s{0,4}["']location:/i
    $structure = /\n\s{0,4}(namespace|abstract class|final class|class) [a-z]/i
    $part = /(require|include)(_once)?[\s(]{1,3}["'][^"']{0,60}(wp-load|config|bootstrap|autoload)/i
  condition:
    php_tag and $pass and $who and $send and $label and $leave and not $structure and not $part and filesize < 30KB
}

rule php_cloaked_doorway
{
  meta:
    reason = "HF-SUSP-0139-php.redi.cloak"
    tier = "suspicious"
    description = "Shows search engines another page than visitors, fetched from another server."
  strings:
    $agent = /HTTP_(USER_AGENT|REFERER)/
    $engine = /["'\/|(](google(bot)?|bing(bot)?|yahoo|yandex|baidu|slurp)["'\/|)]/i
    $fetch = /(file_get_contents|curl_init|fsockopen|wp_remote_get)\s{0,4}\(\s{0,4}["'$]/i
    $address = /["']https?:\/\/[a-z0-9][^"'\s]{3,120}["'?]/i
    $show = /[\s;{}](echo|print|die|exit)[\s(]{1,4}\$/i
    $uri = /["']REQUEST_URI["']/
    $structure = /\n\s{0,4}(namespace|abstract class|final class|class) [a-z]/i
  condition:
    php_tag and $agent and $engine and $fetch and $address and $show and $uri and not $structure and filesize < 40KB
}

rule php_wordpress_admin_user
{
  meta:
    reason = "HF-INJ-0140-php.bkdr.wpadmin"
    tier = "malicious"
    description = "Creates a WordPress administrator with a name and password that stand in the code."
  strings:
    $create = /wp_create_user\s{0,4}\(\s{0,4}["'][^"'\n]{1,60}["']\s{0,4},\s{0,4}["'][^"'\n]{1,60}["']/i
    $insert = /["']user_pass["']\s{0,4}=>\s{0,4}["'][^"'\n]{3,60}["']/i
    $insert_call = /wp_insert_user\s{0,4}\(/i
    $variable_user = /\$(user|username|login|usr|new_user|newusername)\s{0,4}=\s{0,4}["'][^"'\n]{1,60}["']\s{0,4};/i
    $variable_pass = /\$(pass|password|passwd|pwd|newpassword)\s{0,4}=\s{0,4}["'][^"'\n]{3,60}["']\s{0,4};/i
    $variable_call = /wp_create_user\s{0,4}\(\s{0,4}\$/i
    $admin = /(set_role\s{0,4}\(\s{0,4}["']administrator|["']role["']\s{0,4}=>\s{0,4}["']administrator)/i
    $hide = /user_login\s{0,4}(!=|<>)\s{0,4}["']/i
    $query = "pre_user_query"
  condition:
    php_tag and (($admin and ($create or ($insert and $insert_call) or ($variable_user and $variable_pass and $variable_call)))
    or ($hide and $query))
}

rule php_wordpress_login_bypass
{
  meta:
    reason = "HF-INJ-0141-php.bkdr.wplogin"
    tier = "malicious"
    description = "Logs a visitor who knows a secret word in as a WordPress user, without a password."
  strings:
    $trigger = /(isset|empty|md5)\s{0,2}\(\s{0,2}\$_(GET|POST|REQUEST|COOKIE)\s{0,2}\[|\$_(GET|POST|REQUEST|COOKIE)\s{0,2}\[[^\]]{1,40}\]\s{0,2}={2,3}/i
    $load = /["'][^"'\n]{0,60}(wp-load|wp-blog-header|wp-config)\.php["']/i
    $login = /wp_set_auth_cookie\s{0,2}\(/i
    $admin = /(["']role["']\s{0,2}=>\s{0,2}["']administrator|get_users\s{0,2}\(|WP_User\s{0,2}\(\s{0,2}1\s{0,2}\)|get_user_by\s{0,2}\(\s{0,2}["']id["']\s{0,2},\s{0,2}1\s{0,2}\)|wp_set_auth_cookie\s{0,2}\(\s{0,2}1\s{0,2}[,)]|get_userdata\s{0,2}\(\s{0,2}1\s{0,2}\))/i
  condition:
    php_tag and $trigger and $login and $admin and $load and filesize < 40KB
}

rule php_in_image
{
  meta:
    reason = "HF-SA-0142-php.bkdr.image"
    tier = "malicious"
    description = "A picture, by its first bytes, that carries PHP code which runs code or commands."
  strings:
    $gif = "GIF8" private
    $jpeg = { FF D8 FF } private
    $png = { 89 50 4E 47 } private
    $bmp = { 42 4D ?? ?? ?? ?? 00 00 00 00 } private
    $tag = /<\?(php\s|=\s{0,4}[`$@a-z])/i
    $code = /(eval|assert|system|exec|shell_exec|passthru|base64_decode|gzinflate|move_uploaded_file|file_put_contents|create_function|str_rot13)\s{0,4}\(/i
    $request = /\$_(GET|POST|REQUEST|COOKIE|FILES)\s{0,4}\[/i
  condition:
    ($gif at 0 or $jpeg at 0 or $png at 0 or $bmp at 0) and $tag and ($code or $request)
}

rule php_tag_in_image
{
  meta:
    reason = "HF-SUSP-0143-php.bkdr.imgtag"
    tier = "suspicious"
    description = "A picture, by its first bytes, with a PHP tag in it."
  strings:
    $gif = "GIF8" private
    $jpeg = { FF D8 FF } private
    $png = { 89 50 4E 47 } private
    $tag = /<\?php\s[\s\x20-\x7e]{12}/i
    $script = /<script\s{1,4}language\s{0,4}=\s{0,4}["']?php/i
  condition:
    ($gif at 0 or $jpeg at 0 or $png at 0) and ($tag or $script)
}

rule php_call_from_request_array
{
  meta:
    reason = "HF-SA-0144-php.bkdr.pair"
    tier = "malicious"
    description = "Takes a function name and its argument from one list that the visitor sends."
  strings:
    $pair = /[;{}(=@!?&|:\s]\$\w{1,16}\s?[\[{]\s?["']?\w{1,8}["']?\s?[\]}]\s?\(\s?@?\$\w{1,16}\s?[\[{]\s?["']?\w{1,8}["']?\s?[\]}]\s?\)/
    $whole = /=\s{0,2}@?\(?(array\)\s?)?\$_(GET|POST|REQUEST|COOKIE)\s{0,2};/
    $headers = /(getallheaders|apache_request_headers)\s{0,2}\(\s{0,2}\)|\$_SERVER\s{0,2}\[\s{0,2}["']HTTP_|\$_(COOKIE|POST|REQUEST)\s{0,2}\[/
    $split = /(explode|str_split|preg_split|json_decode|unserialize)\s{0,2}\(/
  condition:
    php_tag and $pair and ($whole or ($headers and $split)) and filesize < 2KB
}

rule php_extract_and_call
{
  meta:
    reason = "HF-SA-0145-php.bkdr.extract"
    tier = "malicious"
    description = "Turns visitor data into variables and calls one of them as a function."
  strings:
    $extract = /[^a-z0-9_>$:.](extract|parse_str|import_request_variables)\s{0,2}\(\s{0,2}@?\$_(GET|POST|REQUEST|COOKIE|SERVER)/i
    $call = /[;{}(=@!?&|:\s]\$\w{1,16}\s{0,2}\(\s{0,2}@?\$\w{1,16}\s{0,2}[),]/
  condition:
    php_tag and $extract and $call and filesize < 2KB
}

rule php_writes_packed_script
{
  meta:
    reason = "HF-SA-0146-php.bkdr.dropfile"
    tier = "malicious"
    description = "Writes a script that it carries in an encoded text as a new file."
  strings:
    $write = /[^a-z0-9_>$:.](fwrite|fputs|file_put_contents)\s{0,4}\([^;]{0,80}base64_decode\s{0,4}\(\s{0,4}["'](PD9waH|PD9QSF|PD89|PD8g|PD8N|PD8K)/i
    $variable = /=\s{0,4}base64_decode\s{0,4}\(\s{0,4}["'](PD9waH|PD9QSF)[a-z0-9+\/=]{40}/i
    $put = /[^a-z0-9_>$:.](fwrite|fputs|file_put_contents)\s{0,4}\(\s{0,4}[^;]{1,80},\s{0,4}\$/i
  condition:
    $write or (php_tag and $variable and $put and filesize < 500KB)
}

rule php_request_names_function
{
  meta:
    reason = "HF-SA-0147-php.bkdr.namedfunc"
    tier = "malicious"
    description = "Lets the visitor name a function and calls it with what the visitor sends."
  strings:
    $assign = /\$[a-z_]\w{0,24}\s{0,4}=\s{0,4}&?@?\$_(GET|POST|REQUEST|COOKIE|SERVER)\s{0,4}\[/i
    $assign_input = /\$[a-z_]\w{0,24}\s{0,4}=\s{0,4}@?filter_input\s{0,4}\(/i
    $call = /[;{}(=@.\s]\$[a-z_]\w{0,24}\s{0,2}\(\s{0,4}@?((base64_decode|str_rot13|strrev|stripslashes)\s{0,4}\(\s{0,4}){0,2}\$_(GET|POST|REQUEST|COOKIE|SERVER)\s{0,4}\[/i
    $call_input = /[;{}(=@.\s]\$[a-z_]\w{0,24}\s{0,2}\(\s{0,4}@?filter_input\s{0,4}\(/i
    $structure = /\b(class|namespace|interface|trait)\s{1,4}[a-z_]/i
  condition:
    php_tag and ($assign or $assign_input) and ($call or $call_input) and not $structure and filesize < 4KB
}

rule php_request_names_function_and_input
{
  meta:
    reason = "HF-SA-0148-php.bkdr.namedpair"
    tier = "malicious"
    description = "Takes a function name and its input from the visitor and runs the one on the other."
  strings:
    $assign = /\$[a-z_]\w{0,24}\s{0,4}=\s{0,4}&?@?((isset|empty)\s{0,2}\(\s{0,4}\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[[^\]]{1,40}\]\s{0,4}\)\s{0,4}\?\s{0,4}|(base64_decode|str_rot13|strrev|stripslashes|trim|urldecode)\s{0,4}\(\s{0,4})?\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[/i
    $call = /[;{}(=@!.\s]\$[a-z_]\w{0,24}\s{0,2}\(\s{0,4}@?\$[a-z_]\w{0,24}\s{0,4}[),]/i
    $callback = /[^a-z0-9_>$:.](call_user_func|call_user_func_array|array_map|array_walk|array_filter|usort|uasort|uksort|register_shutdown_function|forward_static_call)\s{0,2}\(\s{0,4}@?\$[a-z_]\w{0,24}\s{0,4}[,)]/i
    $structure = /\b(class|namespace|interface|trait)\s{1,4}[a-z_]/i
  condition:
    php_tag and #assign >= 2 and ($call or $callback) and not $structure and filesize < 2KB
}

// ---------------------------------------------------------------- server configuration

rule htaccess_runs_other_files_as_php
{
  meta:
    reason = "HF-SA-0301-htaccess.bkdr.handler"
    tier = "malicious"
    class = "apache-config"
    description = "Makes the web server run pictures or other harmless-looking files as PHP."
  strings:
    $add = /(AddHandler|AddType)[ \t]{1,8}["']?(application\/x-httpd-[a-z0-9_-]{0,12}php[a-z0-9._-]{0,20}|application\/x-php[a-z0-9._-]{0,20}|php[0-9]{0,2}-script|php[0-9]{0,2}-fastcgi|x-httpd-php[0-9]{0,2})["']?[ \t][^\n#]{0,60}\.?(ico|jpe?g|png|gif|bmp|svg|webp|txt|css|js|log|pdf|zip|xml|mp3|mp4|suspected|htaccess|bak|dat|json|woff2?)([ \t\r\n]|$)/i
    $match = /<Files(Match)?[ \t]{1,4}[~ \t"']{0,4}[^>\n]{0,120}(ico|jpe?g|png|gif|bmp|svg|webp|txt|css|js|log|pdf|suspected|htaccess|bak|dat)[^>\n]{0,60}>[^<]{0,200}(SetHandler|ForceType|AddHandler|AddType)[ \t]{1,8}["']?(application\/x-httpd-[a-z0-9_-]{0,12}php|application\/x-php|php[0-9]{0,2}-script|proxy:(unix|fcgi))/i
  condition:
    any of them
}

rule htaccess_prepends_hidden_file
{
  meta:
    reason = "HF-SA-0302-htaccess.bkdr.prep"
    tier = "malicious"
    class = "apache-config"
    description = "Makes PHP run a hidden or disguised file before or after every page."
  strings:
    $hidden = /auto_(prepend|append)_file[ \t]{1,8}["']?([^\s"']{0,160}\/)?\.[^\/\s"'.][^\/\s"']{0,60}["']?/i
    $disguised = /auto_(prepend|append)_file[ \t]{1,8}["']?[^\s"']{1,160}\.(ico|jpe?g|png|gif|bmp|svg|webp|txt|css|js|log|pdf|zip|mp3|dat|tmp|woff2?)["']?[ \t]{0,4}(\r|\n|$)/i
    $stream = /auto_(prepend|append)_file[ \t]{1,8}["']?(php:\/\/|data:|https?:\/\/|ftp:\/\/|\/tmp\/|\/var\/tmp\/|\/dev\/shm\/)/i
  condition:
    any of them
}

rule htaccess_cloaked_redirect
{
  meta:
    reason = "HF-INJ-0303-htaccess.redi.cloak"
    tier = "malicious"
    class = "apache-config"
    description = "Sends visitors who come from a search engine to another site, so that the owner does not see it."
  strings:
    $referer = /RewriteCond[ \t]{1,8}%\{HTTP_REFERER\}[ \t]{1,8}[^!\s][^\n]{0,200}(google|bing|yahoo|yandex|baidu|aol|msn|ask|facebook|duckduckgo)[^\n]{0,400}\n([ \t]{0,8}RewriteCond[^\n]{0,200}\n){0,12}[ \t]{0,8}RewriteRule[ \t]{1,8}[^\s]{1,60}[ \t]{1,8}["']?https?:\/\/[a-z0-9]/i
    $agent = /RewriteCond[ \t]{1,8}%\{HTTP_USER_AGENT\}[ \t]{1,8}[^!\s][^\n]{0,200}(google|bing|yahoo|yandex|baidu|slurp)[^\n]{0,400}\n([ \t]{0,8}RewriteCond[^\n]{0,200}\n){0,12}[ \t]{0,8}RewriteRule[ \t]{1,8}[^\s]{1,60}[ \t]{1,8}["']?https?:\/\/[a-z0-9][^\s]{1,200}[ \t]{1,8}\[[^\]]{0,20}R[=,\]]/i
  condition:
    any of them
}

rule htaccess_locks_out_others
{
  meta:
    reason = "HF-SA-0304-htaccess.bkdr.lockout"
    tier = "malicious"
    class = "apache-config"
    description = "Allows only the attacker's own scripts to run and blocks all others, cleaners included."
  strings:
    $deny = /<FilesMatch[ \t]{1,4}["'][^"'\n]{0,80}(ph\|php|php\||\|php|\|ph|suspected)[^"'\n]{0,240}["']>\s{0,8}Order[ \t]{1,4}(allow,deny|deny,allow)\s{1,8}Deny from all/i
    $own = /<FilesMatch[ \t]{1,4}["']\^?\(?[\^a-z0-9_.\\-]{1,60}\\?\.php[0-9]?\$?[|)"'$][^\n]{0,400}>\s{0,8}Order[ \t]{1,4}(allow,deny|deny,allow)\s{1,8}Allow from all/i
    $variants = /\|(pHp|phP|PhP|pHP|PHp|PhTmL|pHtml|Php[4-7])[0-9]?\|/
  condition:
    ($deny and $own) or $variants
}

rule htaccess_is_a_script
{
  meta:
    reason = "HF-SA-0305-htaccess.bkdr.selfrun"
    tier = "malicious"
    class = "apache-config"
    description = "A configuration file that is made to run as a script itself."
  strings:
    $tag = /<\?(php|=)/i
    $type = /(AddType|AddHandler|SetHandler|ForceType)[ \t]{1,8}["']?(application\/x-httpd-php|application\/x-php|php[0-9]{0,2}-script|cgi-script|server-parsed|perl-script|python-program|mod_python)[^\n]{0,60}(htaccess|htuser)/i
    $ssi = /<!--#(exec|include)[ \t]{1,4}(cmd|virtual)=/i
  condition:
    any of them
}

rule user_ini_prepends_hidden_file
{
  meta:
    reason = "HF-SA-0306-ini.bkdr.prep"
    tier = "malicious"
    class = "php-ini"
    description = "Makes PHP run a hidden or disguised file before or after every page."
  strings:
    $hidden = /auto_(prepend|append)_file[ \t]{0,8}=[ \t]{0,8}["']?([^\s"']{0,160}\/)?\.[^\/\s"'.][^\/\s"']{0,60}/i
    $disguised = /auto_(prepend|append)_file[ \t]{0,8}=[ \t]{0,8}["']?[^\s"']{1,160}\.(ico|jpe?g|png|gif|bmp|svg|webp|txt|css|js|log|pdf|zip|mp3|dat|tmp|ini|woff2?)["']?[ \t]{0,4}(\r|\n|$)/i
    $stream = /auto_(prepend|append)_file[ \t]{0,8}=[ \t]{0,8}["']?(php:\/\/|data:|https?:\/\/|ftp:\/\/|\/tmp\/|\/var\/tmp\/|\/dev\/shm\/)/i
  condition:
    any of them
}

// ---------------------------------------------------------------- pages and scripts

rule js_card_skimmer
{
  meta:
    reason = "HF-INJ-0401-js.tool.skimmer"
    tier = "malicious"
    description = "Reads payment data out of a checkout form and sends it to another server."
  strings:
    $page = /(checkout|onepage|onestep|onepagecheckout|firecheckout)/i
    $fields = /(cc_number|cc-number|ccnumber|cardnumber|card_number|cc_cid|cc_exp|cvv|cvc|expiration|creditcard)/i
    $grab = /(querySelectorAll|getElementsByTagName)\s{0,2}\(\s{0,2}["'](input|select|textarea|form)/i
    $encode = /(btoa\s{0,2}\(|encodeURIComponent\s{0,2}\(\s{0,2}(JSON|btoa|escape)|JSON\.stringify\s{0,2}\()/
    $send_image = /new Image\s{0,2}(\(\s{0,2}\d{0,4}\s{0,2}(,\s{0,2}\d{0,4})?\s{0,2}\))?\s{0,2}\)?[^;]{0,20}\.src\s{0,2}=|\.src\s{0,2}=\s{0,2}[^;]{0,40}(atob|fromCharCode|unescape)/
    $send_post = /(sendBeacon\s{0,2}\(|\.open\s{0,2}\(\s{0,2}["']POST["']\s{0,2},|fetch\s{0,2}\()\s{0,2}(["']https?:)?(["']\/\/)?(atob|String\.fromCharCode|unescape|[a-z0-9.\/"'-]{3,60}\.(php|top|xyz|pw|site|icu|info)[\/"'?])/i
    $location = /(location\.(href|pathname)|document\.(URL|location)|window\.location)/
  condition:
    $page and $fields and $grab and $encode and $location and ($send_image or $send_post) and filesize < 100KB
}

rule js_script_from_codes
{
  meta:
    reason = "HF-INJ-0402-js.redi.codes"
    tier = "malicious"
    description = "Loads or runs a script whose address or text is written as a list of character numbers."
  strings:
    $run = /(eval|document\.write(ln)?|setTimeout|Function)\s{0,2}\(\s{0,2}String\.fromCharCode\s{0,2}\((\s{0,2}\d{1,3}\s{0,2},){12}/
    $source = /\.(src|href)\s{0,2}=\s{0,2}String\.fromCharCode\s{0,2}\(\s{0,2}104\s{0,2},\s{0,2}116\s{0,2},\s{0,2}116\s{0,2},\s{0,2}112/
    $variable = /=\s{0,2}String\.fromCharCode\s{0,2}\(\s{0,2}104\s{0,2},\s{0,2}116\s{0,2},\s{0,2}116\s{0,2},\s{0,2}112/
    $element = /createElement\s{0,2}\(\s{0,2}(["']script["']|String\.fromCharCode\s{0,2}\(\s{0,2}115\s{0,2},\s{0,2}99)/
  condition:
    $run or $source or ($variable and $element)
}

rule js_packed_loader
{
  meta:
    reason = "HF-SUSP-0403-js.redi.packed"
    tier = "suspicious"
    description = "An obfuscated script that adds another script to the page."
  strings:
    $names = /(var|const|let|function)\s{1,2}_0x[0-9a-f]{4,6}\s{0,2}[=(]/
    $table = /=\s{0,2}\[\s{0,2}["'](\\x[0-9a-f]{2}){3}/i
    $element = /(createElement|\\x63\\x72\\x65\\x61\\x74\\x65\\x45\\x6c\\x65\\x6d)/i
    $script = /["'](script|\\x73\\x63\\x72\\x69\\x70\\x74)["']/i
    $append = /(appendChild|insertBefore|\\x61\\x70\\x70\\x65\\x6e\\x64\\x43)/i
    $address = /(https?:|\\x68\\x74\\x74\\x70|atob\s{0,2}\(|fromCharCode)/i
  condition:
    $names and ($table or #names > 3) and $element and $script and $append and $address and filesize < 100KB
}

rule html_written_hidden_frame
{
  meta:
    reason = "HF-INJ-0404-html.redi.iframe"
    tier = "malicious"
    description = "A script that writes an invisible frame of another site into the page."
  strings:
    $plain = /document\.write(ln)?\s{0,2}\(\s{0,2}["']<iframe[^>\n]{0,200}(width|height)\s{0,2}=\s{0,2}\\?["']?[01](px)?\\?["']?[\s>][^\n]{0,160}/i
    $style = /document\.write(ln)?\s{0,2}\(\s{0,2}["']<iframe[^>\n]{0,200}(visibility\s{0,2}:\s{0,2}hidden|display\s{0,2}:\s{0,2}none|left\s{0,2}:\s{0,2}-\d{3,5}px|top\s{0,2}:\s{0,2}-\d{3,5}px)/i
    $escaped = /(unescape|decodeURIComponent)\s{0,2}\(\s{0,2}["'](%3C|<)(%69|i)(%66|f)(%72|r)(%61|a)(%6d|m)(%65|e)/i
    $echo = /echo\s{1,4}["']<iframe[^>\n]{0,200}(width|height)\s{0,2}=\s{0,2}\\?["']?[01](px)?\\?["']?\s[^>\n]{0,60}(width|height)\s{0,2}=\s{0,2}\\?["']?[01](px)?\\?["']?[\s>]/i
    $tagmanager = "googletagmanager.com/ns.html"
  condition:
    any of ($plain, $style, $escaped, $echo) and not $tagmanager
}

rule html_hidden_frame
{
  meta:
    reason = "HF-SUSP-0405-html.redi.frame"
    tier = "suspicious"
    description = "An invisible frame of another site in the page."
  strings:
    $frame = /<iframe\s[^>\n]{0,120}src\s{0,2}=\s{0,2}["']https?:\/\/[^"'\s]{4,120}["'][^>\n]{0,60}(width|height)\s{0,2}=\s{0,2}["']?[01](px)?["']?\s[^>\n]{0,40}(width|height)\s{0,2}=\s{0,2}["']?[01](px)?["']?/i
    $known = /<iframe\s[^>\n]{0,120}src\s{0,2}=\s{0,2}["']https?:\/\/(www\.)?(googletagmanager|google|facebook|doubleclick|youtube|recaptcha|[a-z0-9-]{1,40}\.fls\.doubleclick|[a-z0-9-]{1,40}\.googleapis)\./i
  condition:
    $frame and not $known
}
