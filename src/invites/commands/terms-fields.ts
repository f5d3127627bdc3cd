import { affiliationOf, type Room } from '../../muc/model/room.js'
import { booleanField, choiceField, type Field, type SubmittedForm, textField } from '../../stanza/data-form.js'
import { durationText, parseDuration } from '../../stanza/duration.js'
import { StanzaError } from '../../stanza/error.js'
import { isoTime } from '../../stanza/time.js'
import type { Grant, InviteTerms } from '../invite-terms.js'
import type { AskedTerms } from '../terms.js'

const LABEL = 'label'
const LIFETIME = 'lifetime'
const USES = 'uses'
const GRANTS = 'grants'
const ADMISSION = 'admission'
const DOMAINS = 'domains'
const PAUSED = 'paused'

/** In characters: lists show it. Our own decision. */
const LONGEST_LABEL = 100
const MOST_DOMAINS = 50

const ALL_GRANTS: Readonly<Record<Grant, string>> = {
  visitor: 'Visitor: a member who enters without voice',
  member: 'Member',
  moderator: 'Moderator: an admin of the room',
}
const ADMISSIONS: Readonly<Record<InviteTerms['admission'], string>> = {
  unlock: 'At once',
  unlock_ack: 'When a moderator approves',
  lock: 'Not at all',
}

/** What is asked of a new link: the room's own limits are there already. `user` is who makes it, by bare JID. */
export function newTermsFields(room: Room, user: string): Field[] {
  const { linkLifetime, linkUses } = room.record.config
  return [
    textField(LABEL, 'What to call it', ''),
    textField(LIFETIME, 'How long it lives, such as 30m, 12h or 7d; 0 for ever', durationText(linkLifetime)),
    textField(USES, 'How many people it lets in; 0 for no limit', String(linkUses)),
    choiceField({ name: GRANTS, label: 'What people become', value: 'member' }, grantsFor(room, user, 'member')),
    choiceField({ name: ADMISSION, label: 'How it lets people in', value: 'unlock' }, ADMISSIONS),
    domainsField([]),
  ]
}

/** The terms of a link as they are, to be changed. */
export function termsFields(room: Room, { user, terms }: { user: string; terms: InviteTerms }): Field[] {
  const until = terms.expiresAt === 0 ? 'for ever' : `until ${isoTime(terms.expiresAt)}`
  return [
    textField(LABEL, 'What to call it', terms.label),
    textField(LIFETIME, `It lives ${until}. From now on (30m, 12h, 7d; 0 for ever); empty: as it is`, ''),
    textField(USES, 'How many people it lets in; 0 for no limit', String(terms.maxUses)),
    choiceField(
      { name: GRANTS, label: 'What people become', value: terms.grants },
      grantsFor(room, user, terms.grants),
    ),
    choiceField({ name: ADMISSION, label: 'How it lets people in', value: terms.admission }, ADMISSIONS),
    domainsField(terms.domains),
    booleanField(PAUSED, 'Paused: it lets nobody in until you resume it', terms.paused),
  ]
}

/** What a form says of a link; what it leaves out is undefined. Throws `not-acceptable` where it makes no sense. */
export function readTerms(form: SubmittedForm): AskedTerms {
  return {
    label: form.text(LABEL, LONGEST_LABEL)?.trim(),
    lifetime: readLifetime(form),
    maxUses: form.says(USES) ? form.count(USES) : undefined,
    grants: form.oneOf(GRANTS, ['visitor', 'member', 'moderator']),
    admission: form.oneOf(ADMISSION, ['unlock', 'unlock_ack', 'lock']),
    domains: readDomains(form),
    paused: form.boolean(PAUSED),
  }
}

function readLifetime(form: SubmittedForm): number | undefined {
  if (!form.says(LIFETIME)) return undefined
  const text = form.text(LIFETIME) ?? ''
  const seconds = parseDuration(text)
  if (seconds !== undefined) return seconds
  const words = `The field ${LIFETIME} is "${text.slice(0, 100)}"; expected a time such as 30m, 12h, 7d or 2w, or 0.`
  throw new StanzaError('not-acceptable', words)
}

function readDomains(form: SubmittedForm): readonly string[] | undefined {
  const domains = form.addresses(DOMAINS, MOST_DOMAINS)
  const person = domains?.find(domain => domain.includes('@'))
  if (person === undefined) return domains
  throw new StanzaError('not-acceptable', `The field ${DOMAINS} has "${person.slice(0, 100)}"; expected domains.`)
}

function domainsField(domains: readonly string[]): Field {
  const label = 'The domains whose users it is for, one a line; none: for everybody'
  return { name: DOMAINS, type: 'text-multi', label, values: domains }
}

/** Only owners let moderators in; what a link gives now stays to be chosen. */
function grantsFor(room: Room, user: string, now: Grant): Partial<Record<Grant, string>> {
  const { visitor, member, moderator } = ALL_GRANTS
  const isOffered = now === 'moderator' || affiliationOf(room, user) === 'owner'
  return isOffered ? { visitor, member, moderator } : { visitor, member }
}
