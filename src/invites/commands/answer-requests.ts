import type { Asked, Command, Completed } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { mapOf, occupantOf, type RegistrationRequest } from '../../muc/model/room.js'
import { isRoomAdmin } from '../../muc/operations/command-rights.js'
import type { Field, Option } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import { isoTime } from '../../stanza/time.js'
import { answerRequest, pendingRequests } from '../pending-requests.js'
import { nameOf } from './links.js'

const WAITING_PEOPLE = 'urn:latchstring:command:waiting-people'
const PEOPLE = 'people'
const DECISION = 'decision'
/** In characters, of what somebody says of themselves. */
const LONGEST_WORDS = 200

const DECISION_FIELD: Field = {
  name: DECISION,
  type: 'list-single',
  label: 'What becomes of them',
  values: ['approve'],
  options: [
    { value: 'approve', label: 'Let them in' },
    { value: 'decline', label: 'Context them down' },
  ],
  required: true,
}

/** Admins and owners decide on those who wait, through a link or without one (XEP-0045 §9.9). */
export const answerRequestsCommand: Command<RoomContext> = {
  node: WAITING_PEOPLE,
  name: 'Decide on people who wait',
  mayRun: isRoomAdmin,
  form(asked) {
    const options = peopleOf(asked)
    if (options.length === 0) return undefined
    const people = { name: PEOPLE, type: 'list-multi', label: 'Who', values: [], options, required: true } as const
    return {
      formType: WAITING_PEOPLE,
      title: `Waiting for ${asked.room.record.jid}`,
      instructions: 'Choose people, and what becomes of them. The others go on waiting.',
      fields: [people, DECISION_FIELD],
    }
  },
  run(asked, form) {
    if (mapOf(asked.room, 'registration').size === 0) return { note: 'Nobody waits.' }
    const isAllowed = form.oneOf(DECISION, ['approve', 'decline']) === 'approve'
    return decide(asked, { people: form.people(PEOPLE) ?? [], isAllowed })
  },
}

/** Each gets the answer by itself: one who cannot be let in does not keep out the others. */
function decide(asked: Asked<RoomContext>, answer: { people: readonly string[]; isAllowed: boolean }): Completed {
  const { batch, room, from } = asked
  const { people, isAllowed } = answer
  const nickOfAnswerer = occupantOf(room, from.full)?.nick
  const mistakes: string[] = []
  for (const user of people) {
    try {
      batch.attempt(() => answerRequest(asked, room, { user, by: from.bare, nickOfAnswerer, isAllowed }))
    } catch (refusal) {
      if (!(refusal instanceof StanzaError) || people.length === 1) throw refusal
      mistakes.push(`${user}: ${refusal.message}`)
    }
  }
  const done = `${isAllowed ? 'Let in' : 'Turned down'}: ${people.length - mistakes.length}.`
  return { note: [done, ...mistakes].join('\n') }
}

function peopleOf({ openInvites, room, from }: Asked<RoomContext>): Option[] {
  const labels = new Map(openInvites.ofRoom(room.record.id).map(({ linkId, terms }) => [linkId, terms.label]))
  return pendingRequests(room, from.bare).map(([value, request]) => ({
    value,
    label: `${value} ${wordsOf(request, labels.get(request.via))}`,
  }))
}

/** Since when, through which link, how they want to be called, and what they say of themselves. */
function wordsOf({ via: linkId, nick, answers, at }: RegistrationRequest, label: string | undefined): string {
  const said = Object.values(answers).join(', ').replaceAll(/\s+/g, ' ')
  const told = [
    `since ${isoTime(at)}`,
    linkId === '' ? '' : `through ${nameOf(linkId, label)}`,
    nick === '' ? '' : `as ${nick}`,
    said.length > LONGEST_WORDS ? `${said.slice(0, LONGEST_WORDS)}…` : said,
  ]
  return told.filter(text => text !== '').join(', ')
}
