import { type Field, type SubmittedForm, titledForm } from '../../stanza/data-form.js'
import type { Element } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { prepareNick } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { RegistrationRequest } from '../model/room.js'

/** Our own field: §16.5.1 has none that says who asks. */
export const REQUESTER_FIELD = 'x-muc#register_jid'
export const ALLOW_FIELD = 'muc#register_allow'
const NICK_FIELD = 'muc#register_roomnick'
/** In characters: admins get them all, and the room keeps them. Our own decision. */
const LONGEST_ANSWER = 255
const LONGEST_TEXT = 2000

type Question = { readonly name: string; readonly label: string; readonly type: 'text-single' | 'text-multi' }

/** XEP-0045 §16.5.1, beside the nick. Nobody has to answer them. */
const QUESTIONS: readonly Question[] = [
  { name: 'muc#register_first', label: 'Given name', type: 'text-single' },
  { name: 'muc#register_last', label: 'Family name', type: 'text-single' },
  { name: 'muc#register_email', label: 'Email address', type: 'text-single' },
  { name: 'muc#register_url', label: 'Web page', type: 'text-single' },
  { name: 'muc#register_faqentry', label: 'Something about you', type: 'text-multi' },
]

/** What the room wants to know of a person who registers (§7.10); of one whom admins judge, a little more. */
export function registrationForm({ nick, needsApproval }: { nick: string; needsApproval: boolean }): Element {
  const questions = needsApproval ? QUESTIONS.map(question => answerField(question, '')) : []
  return titledForm({
    formType: NS.mucRegister,
    title: 'Registration',
    instructions: needsApproval
      ? 'Say how you want to be called in this room; its admins then decide.'
      : 'Say how you want to be called in this room.',
    fields: [{ ...nickField(nick), required: true }, ...questions],
  })
}

/** The fields with which a request is shown to those who answer it (§9.9). */
export function requestFields({ nick, answers }: RegistrationRequest): Field[] {
  const answered = QUESTIONS.filter(({ name }) => answers[name] !== undefined)
  return [nickField(nick), ...answered.map(question => answerField(question, answers[question.name] ?? ''))]
}

/**
 * The nick that a form names, prepared; where it has no such field, the one that was asked for. Throws `bad-request`
 * where that is none that can be seen (§7.10).
 */
export function nickIn(form: SubmittedForm, asked = ''): string {
  const nick = prepareNick(form.text(NICK_FIELD) ?? asked)
  if (nick === undefined)
    throw new StanzaError('bad-request', `The field ${NICK_FIELD} must have a nick that can be seen.`)
  return nick
}

/** What is answered, by field. Throws `not-acceptable` where it is too long. */
export function answersIn(form: SubmittedForm): Record<string, string> {
  const answers = QUESTIONS.map(({ name, type }) => {
    const answer = type === 'text-multi' ? form.lines(name, LONGEST_TEXT) : form.text(name, LONGEST_ANSWER)
    return [name, answer ?? ''] as const
  })
  return Object.fromEntries(answers.filter(([, answer]) => answer !== ''))
}

function nickField(nick: string): Field {
  return { name: NICK_FIELD, type: 'text-single', label: 'Desired nickname', values: nick === '' ? [] : [nick] }
}

function answerField({ name, label, type }: Question, answer: string): Field {
  return { name, label, type, values: answer === '' ? [] : answer.split('\n') }
}
