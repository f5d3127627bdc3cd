import { attr, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import type { Subject } from '../model/room.js'

/** In characters: each newcomer gets the subject. Our own decision. */
const LONGEST = 4000
const MOST_LANGUAGES = 20

/** Reads the `<subject/>` elements of a message. Throws `policy-violation` if they are too long or too many. */
export function readSubject(message: Element): Pick<Subject, 'text' | 'message'> {
  const subjects = message.getChildren('subject')
  refuseLong(subjects)
  const inLanguages = xml('message', { 'xml:lang': attr(message, 'xml:lang') }, ...subjects.map(subjectElement))
  return { text: defaultText(subjects), message: inLanguages.toString() }
}

/** A `<subject/>` with its language and text alone. */
export function subjectElement(subject: Element): Element {
  return xml('subject', { 'xml:lang': attr(subject, 'xml:lang') }, subject.getText())
}

function refuseLong(subjects: readonly Element[]): void {
  const length = subjects.map(subject => subject.getText()).join('').length
  if (length > LONGEST) throw new StanzaError('policy-violation', `A subject has at most ${LONGEST} characters.`)
  if (subjects.length > MOST_LANGUAGES) {
    throw new StanzaError('policy-violation', `A subject is in at most ${MOST_LANGUAGES} languages.`)
  }
}

/** The text in the language of the stanza, else the first one. */
function defaultText(subjects: readonly Element[]): string {
  const own = subjects.find(subject => attr(subject, 'xml:lang') === undefined)
  return (own ?? subjects[0])?.getText() ?? ''
}
