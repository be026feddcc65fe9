/** True when a pattern for the referring page names a search engine. */
export function nameSearchEngines(pattern: string): boolean {
  return wordsOf(pattern).some((word) => searchEngines.has(word))
}

/** True when a pattern for the program of the visitor names the robot of a search engine. */
export function nameRobots(pattern: string): boolean {
  return wordsOf(pattern).some((word) => robots.has(word))
}

/** True when a pattern for the program of the visitor names phones. */
export function namePhones(pattern: string): boolean {
  return wordsOf(pattern).some((word) => phones.has(word))
}

/**
 * Those who look for phishing pages, named in a text, each once. Crawlers that owners block for their appetite (netcraft,
 * cyveillance) are not among them.
 */
export function investigatorsIn(text: string): readonly string[] {
  return [...new Set(wordsOf(text).filter((word) => investigators.has(word)))]
}

/** Companies whose machines a phishing page is kept from too; owners block some of them. */
export function companiesIn(text: string): readonly string[] {
  return [...new Set(wordsOf(text).filter((word) => companies.has(word)))]
}

/** Letters next to each other, lower case: `^http.*(google|bing)\.` has `http`, `google` and `bing`. */
function wordsOf(pattern: string): readonly string[] {
  return pattern.toLowerCase().match(/[a-z]+/g) ?? []
}

const searchEngines = new Set(
  (
    'google bing yahoo yandex baidu msn aol ask altavista duckduckgo rambler naver sogou lycos infoseek webcrawler ' +
    'dogpile hotbot alltheweb mamma search seznam daum'
  ).split(' '),
)

const robots = new Set(
  'googlebot bingbot slurp yandexbot yandex baiduspider baidu msnbot bingpreview teoma google bing yahoo sogou duckduckbot'.split(
    ' ',
  ),
)

const phones = new Set(
  'android iphone ipad ipod blackberry symbian midp mobile nokia opera samsung sonyericsson webos mobi wap'.split(
    ' ',
  ),
)

const investigators = new Set(
  (
    'phishtank kaspersky avast bitdefender fortinet fortiguard symantec norton mcafee virustotal urlscan eset sophos ' +
    'avira clamav comodo openphish phishlabs phishing antiphishing safebrowsing spamhaus spamcop malwarebytes ' +
    'trendmicro forcepoint crowdstrike fireeye drweb messagelabs cloudmark'
  ).split(' '),
)

const companies = new Set(
  (
    'paypal netcraft cyveillance google googlebot amazonaws microsoft apple facebook trustwave verisign rackspace opendns ' +
    'dreamhost softlayer websense barracuda zscaler bluecoat markmonitor brandprotect surfcontrol tor exabot panda'
  ).split(' '),
)
