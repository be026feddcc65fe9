import type { FlowLanguage } from './flow.ts'

/** Perl: the query, what CGI modules and hand-made parsers of it hold. */
export const perlRequest: FlowLanguage = {
  assignment:
    /^(?:if ?\([^=]{0,80}\) ?)?(?:my|our|local)?[\s(]{0,4}[$@%](\w{1,64})(?:[{[][^=\]}]{0,80}[}\]])?\)?\s{0,4}(?:\.|\|\|)?=(?![=~])/,
  use: /[$@%]\{?(\w{1,64})/g,
  source:
    /\$ENV\{\s?["']?(?:QUERY_STRING|HTTP_[A-Z_]{1,32}|PATH_INFO|REQUEST_URI)|(?:^|[^\w])param\s?\(|->param\(|->url_param\(|\bReadParse\b|\$(?:FORM|in|INPUT|QUERY|form|query)\{/,
  sink: /(?:\b(?:system|exec|qx|readpipe)\s{0,2}[({"'\s]{0,4}|`\s{0,2}|\bopen\s{0,2}\(?\s{0,2}\w{1,32}\s{0,2},\s{0,2}(?:["']-\|["']\s{0,2},\s{0,2}|(?="?\$\w{1,64}[\s"'.]{0,24}\|))"?)[$@]\{?(\w{1,64})(?!\w|\s{0,2}->)|\beval[({"'\s]{1,4}\$(\w{1,64})["')\s}]{0,6}$/g,
  direct:
    /(?:\b(?:system|exec|eval|qx)\s{0,2}[({"'\s]{0,4}|`\s{0,2})(?:\$ENV\{\s?["']?(?:QUERY_STRING|HTTP_)|\$?\w{0,16}(?:->)?param\()/,
}

/** Python: CGI fields, the environment of CGI, requests of frameworks. */
export const pythonRequest: FlowLanguage = {
  assignment: /^(?:if [^=]{0,80}: ?)?(\w{1,64})\s{0,4}=(?!=)/,
  use: /(?<![\w.'"])([A-Za-z_]\w{0,63})/g,
  source:
    /FieldStorage\(|\.getvalue\(|\.getfirst\(|environ(?:\.get\(|\[)\s?["'](?:QUERY_STRING|HTTP_|REQUEST_URI|PATH_INFO)|request\.(?:args|form|values|params|GET|POST|headers|cookies|query|data)|parse_qs\(|self\.path|\.recv\(/,
  sink: /(?:\bos\.(?:system|popen[234]?)|\bcommands\.get(?:status)?output|\bsubprocess\.(?:Popen|call|run|check_output|check_call|getoutput|getstatusoutput)|(?<![\w.])(?:exec|eval))\s{0,2}\(\s{0,4}(?:\[\s{0,2}["'](?:\/bin\/)?(?:ba|da)?sh["']\s{0,2},\s{0,2}["']-c["']\s{0,2},\s{0,2})?(?:str\()?([A-Za-z_]\w{0,63})/g,
  direct:
    /(?:\bos\.(?:system|popen)|\bcommands\.getoutput|\bsubprocess\.(?:Popen|call|run|check_output|getoutput)|(?<![\w.])(?:exec|eval))\s{0,2}\(\s{0,4}(?:request\.(?:args|form|values|params|GET|POST)|\w{1,32}\.(?:getvalue|getfirst|recv)\(|\w{1,32}\[["']\w{1,32}["']\]\.value)/,
}

/** Ruby: CGI and the parameters of frameworks. */
export const rubyRequest: FlowLanguage = {
  assignment: /^(?:if [^=]{0,80} )?[@$]{0,2}(\w{1,64})\s{0,4}(?:\|\|)?=(?![=~])/,
  use: /(?<![\w'":])([A-Za-z_]\w{0,63})/g,
  source:
    /\bcgi(?:\.params)?\[|\bparams\[|ENV\[["'](?:QUERY_STRING|HTTP_)|\bCGI\.new|\.recv\(|\bsock(?:et)?\.gets/,
  sink: /(?:\b(?:system|exec|eval|spawn)\s{0,2}[("\s]{0,4}(?:#\{)?|`\s{0,2}#\{|%x[[({]#\{|\bIO\.popen\s{0,2}\(?\s{0,2}"?(?:#\{)?)([A-Za-z_]\w{0,63})/g,
  direct: /(?:\b(?:system|exec|eval)\s{0,2}[("\s]{0,4}(?:#\{)?|`\s{0,2}#\{)(?:params|cgi)\[/,
}

/** A shell script that is started by CGI. */
export const shellRequest: FlowLanguage = {
  assignment: /^(?:export |local )?(\w{1,64})=/,
  use: /\$\{?(\w{1,64})/g,
  source: /\$\{?(?:QUERY_STRING|HTTP_COOKIE|HTTP_X_[A-Z_]{1,32})/,
  sink: /(?:^(?:eval |sh -c |bash -c )?["']?|\beval\s{1,4}["']?|\b(?:ba)?sh -c\s{1,4}["']?|\$\(\s{0,2}|`\s{0,2})\$\{?(\w{1,64})\}?(?!=)/g,
  direct:
    /(?:^|\beval\s{1,4}["']?|\b(?:ba)?sh -c\s{1,4}["']?|\$\(\s{0,2}|`\s{0,2})["']?\$\{?(?:QUERY_STRING|HTTP_COOKIE|HTTP_X_[A-Z_]{1,32})/,
}
