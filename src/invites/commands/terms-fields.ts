import { affiliationOf, type Room } from '../../muc/model/room.js'
import { booleanField, choiceField, type Field, type SubmittedForm, textField } from '../../stanza/data-form.js'
import { durationText, parseDuration } from '../../stanza/duration.js'
import { StanzaError } from '../../stanza/error.js'
import { readableTime } from '../../stanza/time.js'
import { type Grant, GUEST_TERMS, type GuestTerm, type InviteTerms } from '../invite-terms.js'
import { type AskedTerms, LONGEST_LABEL } from '../terms.js'

const LABEL = 'label'
const LIFETIME = 'lifetime'
const USES = 'uses'
const GRANTS = 'grants'
const ADMISSION = 'admission'
const DOMAINS = 'domains'
const PAUSED = 'paused'
const GUESTS = 'guests'
const GUESTS_LABEL = 'Whether people without an account may come in as guests'

const MOST_DOMAINS = 50

const ALL_GRANTS: Readonly<Record<Grant, string>> = {
  visitor: 'Visitor: a member who enters without voice',
  member: 'Member',
  moderator: 'Moderator: an admin of the room',
}
const ADMISSIONS: Readonly<Record<InviteTerms['admission'], string>> = {
  unlock: 'At once',
  unlock_ack: 'After approval by a moderator',
  lock: 'Not at all',
}

const GUEST_CHOICES: Readonly<Record<GuestTerm, string>> = {
  auto: 'Yes, unless the link is for some domains only',
  yes: 'Yes',
  no: 'No',
}

/** The fields of a new link, with the defaults of the room. `user` is the bare JID of its owner. */
export function newTermsFields(room: Room, user: string): Field[] {
  const { linkLifetime, linkUses } = room.record.config
  return [
    textField(LABEL, 'Label', ''),
    textField(LIFETIME, 'Lifetime, such as 30m, 12h or 7d; 0 for no expiry', durationText(linkLifetime)),
    textField(USES, 'How many people may use it; 0 for no limit', String(linkUses)),
    choiceField({ name: GRANTS, label: 'What joiners become', value: 'member' }, grantsFor(room, user, 'member')),
    choiceField({ name: ADMISSION, label: 'How it admits people', value: 'unlock' }, ADMISSIONS),
    domainsField([]),
    guestsField('auto'),
  ]
}

/** The fields that change a link, with its current terms. `user` is the bare JID of the caller. */
export function termsFields(room: Room, { user, terms }: { user: string; terms: InviteTerms }): Field[] {
  const expiry = terms.expiresAt === 0 ? 'Ends: never' : `Ends: ${readableTime(terms.expiresAt)}`
  return [
    textField(LABEL, 'Label', terms.label),
    textField(LIFETIME, `${expiry}. New lifetime from now (30m, 12h, 7d; 0 for no expiry); empty for no change`, ''),
    textField(USES, 'How many people may use it; 0 for no limit', String(terms.maxUses)),
    choiceField(
      { name: GRANTS, label: 'What joiners become', value: terms.grants },
      grantsFor(room, user, terms.grants),
    ),
    choiceField({ name: ADMISSION, label: 'How it admits people', value: terms.admission }, ADMISSIONS),
    domainsField(terms.domains),
    guestsField(terms.guests),
    booleanField(PAUSED, 'Paused: it refuses joiners until you resume it', terms.paused),
  ]
}

/** The terms in a submitted form; absent ones are undefined. Throws `not-acceptable` if a field is malformed. */
export function readTerms(form: SubmittedForm): AskedTerms {
  return {
    label: form.text(LABEL, LONGEST_LABEL)?.trim(),
    lifetime: readLifetime(form),
    maxUses: form.says(USES) ? form.count(USES) : undefined,
    grants: form.oneOf(GRANTS, ['visitor', 'member', 'moderator']),
    admission: form.oneOf(ADMISSION, ['unlock', 'unlock_ack', 'lock']),
    domains: readDomains(form),
    guests: form.oneOf(GUESTS, GUEST_TERMS),
    paused: form.boolean(PAUSED),
  }
}

function guestsField(value: GuestTerm): Field {
  return choiceField({ name: GUESTS, label: GUESTS_LABEL, value }, GUEST_CHOICES)
}

function readLifetime(form: SubmittedForm): number | undefined {
  if (!form.says(LIFETIME)) return undefined
  const text = form.text(LIFETIME) ?? ''
  const seconds = parseDuration(text)
  if (seconds !== undefined) return seconds
  const problem = `The field ${LIFETIME} is "${text.slice(0, 100)}"; expected a time such as 30m, 12h, 7d or 2w, or 0.`
  throw new StanzaError('not-acceptable', problem)
}

function readDomains(form: SubmittedForm): readonly string[] | undefined {
  const domains = form.addresses(DOMAINS, MOST_DOMAINS)
  const person = domains?.find(domain => domain.includes('@'))
  if (person === undefined) return domains
  throw new StanzaError('not-acceptable', `The field ${DOMAINS} has "${person.slice(0, 100)}"; expected domains.`)
}

function domainsField(domains: readonly string[]): Field {
  const label = 'Only for users of these domains, one per line; empty for all domains'
  return { name: DOMAINS, type: 'text-multi', label, values: domains }
}

/** Only owners grant moderator; the current grant of a link is always offered. */
function grantsFor(room: Room, user: string, now: Grant): Partial<Record<Grant, string>> {
  const { visitor, member, moderator } = ALL_GRANTS
  const isOffered = now === 'moderator' || affiliationOf(room, user) === 'owner'
  return isOffered ? { visitor, member, moderator } : { visitor, member }
}
