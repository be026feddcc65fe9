/** Whose pages are copied to get at passwords, by the name in their host. Plugins take scripts from others, not from these. */
export function brandOfHost(host: string): string | undefined {
  const labels = host.toLowerCase().split('.')
  return labels.slice(0, -1).find((label) => brands.has(label))
}

/** The first of them that is named in a title. */
export function brandIn(title: string): string | undefined {
  return titleBrand.exec(title)?.[0].toLowerCase()
}

const brands: ReadonlySet<string> = new Set([
  'paypal',
  'paypalobjects',
  'microsoftonline',
  'msauth',
  'msftauth',
  'live',
  'outlook',
  'office',
  'office365',
  'icloud',
  'netflix',
  'nflxext',
  'chase',
  'wellsfargo',
  'bankofamerica',
  'citi',
  'citibank',
  'hsbc',
  'barclays',
  'lloydsbank',
  'santander',
  'natwest',
  'usbank',
  'capitalone',
  'americanexpress',
  'aexp-static',
  'dhl',
  'usps',
  'fedex',
  'dropbox',
  'docusign',
  'dropboxstatic',
  'yimg',
  'aol',
  'aolcdn',
  'orange',
  'laposte',
  'impots',
  'ameli',
  'credit-agricole',
  'labanquepostale',
  'steampowered',
  'steamcommunity',
  'coinbase',
  'binance',
  'blockchain',
  'metamask',
  'alibaba',
  'ebay',
  'ebaystatic',
  'apple',
  'licdn',
  'fbcdn',
  'fbstatic-a',
])

const titleBrand =
  /pay ?pal|apple id|icloud|office ?365|outlook|microsoft (?:account|online)|one ?drive|share ?point|netflix|amazon (?:sign|account)|facebook|instagram|linkedin|dropbox|docusign|adobe (?:id|pdf|document)|webmail|wells fargo|chase (?:bank|online)|bank of america|citi ?bank|hsbc|barclays|santander|american express|\bdhl\b|\busps\b|fedex|gmail|yahoo|\baol\b|steam community|coinbase|binance|metamask/i
