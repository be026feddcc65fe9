/** Pages where customers pay. */
export const checkoutWords =
  /checkout|onepage|one-page|onestep|firecheckout|billing|payment|\bcart\b|basket|\border\b/i

/** Names of the fields of a card. */
export const cardWords =
  /cc[-_]?(?:num|cid|exp|owner|cvv|cvc)|card[-_ ]?(?:num|holder|cvv|cvc|exp)|cardnumber|credit[-_ ]?card|creditcard|\bcvv2?\b|\bcvc2?\b|exp(?:iry|iration)?[-_]?(?:month|year|date|mm|yy)|\[0-9\]\{1[3-9]/i

export const searchEngines = /google|bing\.|yahoo|yandex|baidu|duckduckgo|facebook\.|instagram|search\./i

export const mobileWords = /android|iphone|ipad|ipod|mobile|blackberry|opera mini|iemobile|webos/i

/** What nobody but a trickster has a visitor paste. */
export const pasteCommands =
  /powershell|\bpwsh\b|mshta|cmd(?:\.exe)?\s+\/[ck]|\biex\b|invoke-(?:expression|webrequest)|rundll32|msiexec|certutil|bitsadmin|(?:curl|wget)\s[^|\n]{1,300}\|\s*(?:ba|z)?sh|bash\s+-c|osascript/i

/** The same where it is not known what is copied: only what cannot be meant well. */
export const pasteTricks =
  /\bmshta\b|powershell[^\n]{0,80}(?:-w(?:in[a-z]{0,10})?\s+(?:h|1)|-e(?:nc|c)?\s|\biex\b|\biwr\b|\birm\b)|win(?:dows)?\s{0,2}\+\s{0,2}r\b/i

export const minerWords =
  /coin-?hive|coin-?imp|crypto-?loot|jsecoin|webmine(?:r|pool)|cryptonight|deepminer|authedmine|monerominer|minero\.cc|webminepool|coinnebula|afminer|stratum\+|hashvault|moneroocean/i

/** An address of a wallet, and nothing else. */
export const walletAddress =
  /^\s*(?:bc1[a-z0-9]{25,60}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33}|4[0-9AB][1-9A-HJ-NP-Za-km-z]{93}|ltc1[a-z0-9]{25,60}|[LM][a-km-zA-HJ-NP-Z1-9]{26,33})\s*$/

export const chainWords =
  /eth_call|bsc-dataseed|bsc-testnet|data-seed-prebsc|binance\.org|publicnode\.com|rpc\.ankr\.com|drpc\.org|polygon-rpc|infura\.io/i

export const messengerAddress =
  /api\.telegram\.org\/bot|discord(?:app)?\.com\/api\/webhooks|hooks\.slack\.com\/services/i
