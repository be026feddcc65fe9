/** Different words of a text that spam in foreign sites is about, lower case. */
export function spamWords(text: string): string[] {
  const found = new Set<string>()
  for (const match of text.slice(0, lookedAtChars).matchAll(words)) found.add(match[0].toLowerCase())
  return [...found]
}

const lookedAtChars = 200_000

const words =
  /\b(?:viagra|cialis|levitra|sildenafil|tadalafil|kamagra|xanax|tramadol|phentermine|ambien|valium|online pharmacy|canadian pharmacy|payday loans?|online casinos?|casino online|slot gacor|slot online|situs slot|judi (?:online|bola|slot)|togel|poker online|bandar(?:q| ?bola)|sbobet|casino siteleri|deneme bonusu|bonus veren|canl.{1,2} bahis|bahis siteleri|escort(?:s| bayan)|porno?|xxx videos?|sex videos?|replica (?:watch|bag|handbag)[a-z]*|louis vuitton|michael kors outlet|cheap jerseys|ugg boots|jordan shoes|essay writing service|free robux|cvv shop|buy followers)\b/gi
