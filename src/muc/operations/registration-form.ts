import { type Field, type SubmittedForm, titledForm } from '../../stanza/data-form.js'
import type { Element } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { prepareNick } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { RegistrationRequest } from '../model/room.js'

/** Our own field for the requester: XEP-0045 §16.5.1 has none. */
export const REQUESTER_FIELD = 'x-muc#register_jid'
export const ALLOW_FIELD = 'muc#register_allow'
const NICK_FIELD = 'muc#register_roomnick'
/** In characters: the room stores the answers, and each admin gets them. Our own decision. */
const MAX_LINE = 255
const MAX_TEXT = 2000

/** `told`: the label for admins, if the other one speaks to the requester. */
type Question = {
  readonly name: string
  readonly label: string
  readonly told?: string
  readonly type: 'text-single' | 'text-multi'
}

/** The fields of XEP-0045 §16.5.1 beside the nick. All are optional. */
const QUESTIONS: readonly Question[] = [
  { name: 'muc#register_first', label: 'Given name', type: 'text-single' },
  { name: 'muc#register_last', label: 'Family name', type: 'text-single' },
  { name: 'muc#register_email', label: 'Email address', type: 'text-single' },
  { name: 'muc#register_url', label: 'Web page', type: 'text-single' },
  { name: 'muc#register_faqentry', label: 'Something about you', told: 'In their words', type: 'text-multi' },
]

/** The registration form (XEP-0045 §7.10); `needsApproval` adds the optional fields. */
export function registrationForm({ nick, needsApproval }: { nick: string; needsApproval: boolean }): Element {
  const questions = needsApproval ? QUESTIONS.map(question => answerField(question, '')) : []
  return titledForm({
    formType: NS.mucRegister,
    title: 'Registration',
    instructions: needsApproval
      ? 'Choose your nick in this room; its admins then decide.'
      : 'Choose your nick in this room.',
    fields: [{ ...nickField(nick), required: true }, ...questions],
  })
}

/** The fields of a request in the approval form (XEP-0045 §9.9). */
export function requestFields({ nick, answers }: RegistrationRequest): Field[] {
  const answered = QUESTIONS.filter(({ name }) => answers[name] !== undefined)
  return [nickField(nick), ...answered.map(question => toldField(question, answers[question.name] ?? ''))]
}

/**
 * The nick in a form, prepared; `requested` if the form has no such field. Throws `bad-request` if the nick is not
 * visible (XEP-0045 §7.10).
 */
export function nickIn(form: SubmittedForm, requested = ''): string {
  const nick = prepareNick(form.text(NICK_FIELD) ?? requested)
  if (nick === undefined) throw new StanzaError('bad-request', `The field ${NICK_FIELD} must have a visible nick.`)
  return nick
}

/** The non-empty answers, by field. Throws `not-acceptable` if one is too long. */
export function answersIn(form: SubmittedForm): Record<string, string> {
  const answers = QUESTIONS.map(({ name, type }) => {
    const answer = type === 'text-multi' ? form.lines(name, MAX_TEXT) : form.text(name, MAX_LINE)
    return [name, answer ?? ''] as const
  })
  return Object.fromEntries(answers.filter(([, answer]) => answer !== ''))
}

function nickField(nick: string): Field {
  return { name: NICK_FIELD, type: 'text-single', label: 'Desired nickname', values: nick === '' ? [] : [nick] }
}

function toldField(question: Question, answer: string): Field {
  return answerField({ ...question, label: question.told ?? question.label }, answer)
}

function answerField({ name, label, type }: Question, answer: string): Field {
  return { name, label, type, values: answer === '' ? [] : answer.split('\n') }
}
