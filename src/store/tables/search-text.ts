/** The longest piece of a text that the index knows, in characters. */
const LONGEST_GRAM = 3
/** The maximum number of pieces of a word that a query looks up: more of them exclude few further rooms. */
const MOST_GRAMS = 8
/** The tokenizer `ascii` separates at ASCII punctuation; the private use area stands for it. */
const PRIVATE_USE = 0xe000

/** Normalises a text for comparison: NFKC and lower case. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** The folded words of a search. Folding may make a space: then one word becomes two. */
export function foldedWords(words: readonly string[]): string[] {
  return words.flatMap(word => folded(word).split(' ')).filter(Boolean)
}

/** Whether a text contains all of these folded words, which are separated by spaces. */
export function hasWords(text: string, words: string): boolean {
  const searched = folded(text)
  return words.split(' ').every(word => searched.includes(word))
}

/**
 * What the index `room_gram` has of a folded text: its pieces of one, two and three characters, each once, separated by
 * spaces. So a word of any length can be looked up, not only whole words.
 */
export function gramsOf(text: string): string {
  const grams = new Set<string>()
  for (const word of text.split(/\s+/u)) {
    const characters = Array.from(word, indexed)
    for (const [at, character] of characters.entries()) {
      const pair = character + (characters[at + 1] ?? '')
      grams
        .add(character)
        .add(pair)
        .add(pair + (characters[at + 2] ?? ''))
    }
  }
  return [...grams].join(' ')
}

/**
 * The query of the index for the rooms that may contain all folded words: the rooms that do are among its results. It is the
 * pieces that a room must have, separated by spaces. None is a keyword of FTS5, which are in upper case.
 */
export function gramQuery(words: readonly string[]): string {
  const grams = new Set(words.flatMap(gramsOfWord))
  return [...grams].join(' ')
}

/** Pieces from the whole length of a word. */
function gramsOfWord(word: string): string[] {
  const characters = Array.from(word, indexed)
  const last = Math.max(0, characters.length - LONGEST_GRAM)
  const count = Math.min(MOST_GRAMS, last + 1)
  return Array.from({ length: count }, (_, n) => {
    const at = count === 1 ? 0 : Math.round((n * last) / (count - 1))
    return characters.slice(at, at + LONGEST_GRAM).join('')
  })
}

function indexed(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code < 0x80 && !/[a-z0-9]/i.test(character) ? String.fromCodePoint(PRIVATE_USE + code) : character
}
