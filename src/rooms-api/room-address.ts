/** In characters, of the part from the name: an address is read aloud and typed. */
const LONGEST = 40
const SUFFIX = 8
/** Without digits and letters that look alike: 0 o, 1 i l. */
const SYMBOLS = '23456789abcdefghjkmnpqrstuvwxyz'

/** What NFKD leaves as letters of their own. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  ґ: 'g',
  д: 'd',
  е: 'e',
  є: 'ye',
  ж: 'zh',
  з: 'z',
  и: 'i',
  і: 'i',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
  α: 'a',
  β: 'v',
  γ: 'g',
  δ: 'd',
  ε: 'e',
  ζ: 'z',
  η: 'i',
  θ: 'th',
  ι: 'i',
  κ: 'k',
  λ: 'l',
  μ: 'm',
  ν: 'n',
  ξ: 'x',
  ο: 'o',
  π: 'p',
  ρ: 'r',
  σ: 's',
  ς: 's',
  τ: 't',
  υ: 'y',
  φ: 'f',
  χ: 'ch',
  ψ: 'ps',
  ω: 'o',
}

/**
 * The local part of an address that people can read, from the name of a room: `the-balcony-7f3k9m2q`, of a-z, 2-9 and
 * hyphens. `random` is a fresh id in hexadecimal digits; its 38 bits keep rooms of the same name apart. A name without a
 * letter of these is `room`. The local part of a guest has 16 hexadecimal digits behind its hyphen, this one 8 symbols.
 */
export function readableLocal(name: string, random: string): string {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/\P{ASCII}/gu, letter => LETTERS[letter] ?? '-')
  const words = letters.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '')
  const cut = words.slice(0, LONGEST).replace(/-+$/, '')
  return `${cut === '' ? 'room' : cut}-${suffixOf(random)}`
}

/** Two hexadecimal digits give one symbol. */
function suffixOf(random: string): string {
  const bytes = Array.from({ length: SUFFIX }, (_, at) => Number.parseInt(random.slice(2 * at, 2 * at + 2), 16))
  return bytes.map(byte => SYMBOLS[byte % SYMBOLS.length]).join('')
}
