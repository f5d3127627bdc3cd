import { attr, type Element } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import { withoutIsolates } from './texts/isolate.js'
import { CHAT_COMMANDS, type ChatCommandName } from './texts/shape.js'
import { type Language, languageOf, TEXTS } from './texts/texts.js'

/** In characters: a longer message is no command. */
const LONGEST = 500
/** Further words are ignored: each is the end of a name that is looked for. */
const MOST_WORDS = 30

/** What a person has written to the service or a room. */
export type ChatLine = {
  /** Undefined if the message is no command. */
  readonly command: ChatCommandName | undefined
  /** The words behind the command. */
  readonly words: readonly string[]
  /** The language of the answer. */
  readonly language: Language
}

type Phrase = { readonly text: string; readonly command: ChatCommandName; readonly language: Language }

/** The longest first: `who is waiting` before a shorter phrase with the same beginning. */
const PHRASES: readonly Phrase[] = Object.entries(TEXTS)
  .flatMap(([language, { words }]) =>
    CHAT_COMMANDS.flatMap(command => words[command].map(text => ({ text, command, language: language as Language }))),
  )
  .sort((one, other) => other.text.length - one.text.length)

/**
 * The line in a message of the type chat or normal with a text alone; undefined for other messages: forms, invitations,
 * errors. The person's language is the `xml:lang` of the message, else English. English and the person's words are tried
 * first; a word of another language is understood, too, and answered in it, since many servers and clients send no language
 * or always the same.
 */
export function chatLineIn(message: Element): ChatLine | undefined {
  const type = attr(message, 'type') ?? 'normal'
  const body = message.getChild('body')
  if (!body || (type !== 'chat' && type !== 'normal') || hasOtherPayload(message)) return undefined
  const tag = attr(body, 'xml:lang') ?? attr(message, 'xml:lang') ?? ''
  const own = languageOf(tag) ?? 'en'
  const text = withoutIsolates(body.getText()).trim().replace(/^\//, '')
  const words = text.length > LONGEST ? [] : text.split(/\s+/).slice(0, MOST_WORDS)
  const phrase = phraseAt(words, own)
  if (!phrase) return { command: undefined, words: [], language: own }
  const language = phrase.language === 'en' ? own : phrase.language
  return { command: phrase.command, words: words.slice(phrase.text.split(' ').length), language }
}

function phraseAt(words: readonly string[], own: Language): Phrase | undefined {
  const line = words.join(' ').toLowerCase()
  const bare = line.replace(/(?<=.)[?؟!.]$/, '')
  const found = PHRASES.filter(({ text }) => bare === text || line.startsWith(`${text} `))
  const ofPerson = found.find(({ language }) => language === own) ?? found.find(({ language }) => language === 'en')
  return ofPerson ?? found[0]
}

/** An invitation, its decline, or a form. A client adds an empty element of rooms to a private message (XEP-0045 §7.5). */
function hasOtherPayload(message: Element): boolean {
  const ofRoom = message.getChild('x', NS.mucUser)
  return (ofRoom?.children.length ?? 0) > 0 || message.getChild('x', NS.dataForm) !== undefined
}
