import type { Asked, Command, Completed } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { mapOf, occupantOf, type RegistrationRequest } from '../../muc/model/room.js'
import { isRoomAdmin } from '../../muc/operations/command-rights.js'
import { titleOf } from '../../muc/operations/describe-room.js'
import type { Field, Option } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import { readableTime } from '../../stanza/time.js'
import { nameOf } from '../link-name.js'
import { answerRequest, pendingRequests } from '../pending-requests.js'

const WAITING_PEOPLE = 'urn:latchstring:command:waiting-people'
const PEOPLE = 'people'
const DECISION = 'decision'
/** In characters. */
const LONGEST_ANSWERS = 200

const DECISION_FIELD: Field = {
  name: DECISION,
  type: 'list-single',
  label: 'Decision',
  values: ['approve'],
  options: [
    { value: 'approve', label: 'Approve' },
    { value: 'decline', label: 'Decline' },
  ],
  required: true,
}

/** Approves or declines pending requests, by a link or without one (XEP-0045 §9.9). For admins and owners. */
export const answerRequestsCommand: Command<RoomContext> = {
  node: WAITING_PEOPLE,
  name: 'Pending requests',
  mayRun: isRoomAdmin,
  form(asked) {
    const options = peopleOf(asked)
    if (options.length === 0) return undefined
    const people = { name: PEOPLE, type: 'list-multi', label: 'People', values: [], options, required: true } as const
    return {
      formType: WAITING_PEOPLE,
      title: `Pending requests to join ${titleOf(asked.room)}`,
      instructions: 'Choose people and a decision. The other requests stay pending.',
      fields: [people, DECISION_FIELD],
    }
  },
  run(asked, form) {
    if (mapOf(asked.room, 'registration').size === 0) return { note: 'There are no pending requests.' }
    const isAllowed = form.oneOf(DECISION, ['approve', 'decline']) === 'approve'
    return decide(asked, { people: form.people(PEOPLE) ?? [], isAllowed })
  },
}

/** Answers each request by itself: a refusal of one does not revert the others. */
function decide(asked: Asked<RoomContext>, answer: { people: readonly string[]; isAllowed: boolean }): Completed {
  const { batch, room, from } = asked
  const { people, isAllowed } = answer
  const nickOfAnswerer = occupantOf(room, from.full)?.nick
  const failures: string[] = []
  for (const user of people) {
    try {
      batch.attempt(() => answerRequest(asked, room, { user, by: from.bare, nickOfAnswerer, isAllowed }))
    } catch (refusal) {
      if (!(refusal instanceof StanzaError) || people.length === 1) throw refusal
      failures.push(`${user}: ${refusal.message}`)
    }
  }
  const done = `${isAllowed ? 'Approved' : 'Declined'}: ${people.length - failures.length}.`
  return { note: [done, ...failures].join('\n') }
}

function peopleOf({ openInvites, room, from }: Asked<RoomContext>): Option[] {
  const labels = new Map(openInvites.ofRoom(room.record.id).map(({ linkId, terms }) => [linkId, terms.label]))
  return pendingRequests(room, from.bare).map(([value, request]) => ({
    value,
    label: `${value} ${requestText(request, labels.get(request.via))}`,
  }))
}

function requestText({ via: linkId, nick, answers, at }: RegistrationRequest, label: string | undefined): string {
  const given = Object.values(answers).join(', ').replaceAll(/\s+/g, ' ')
  const parts = [
    `since ${readableTime(at)}`,
    linkId === '' ? '' : `by ${nameOf(linkId, label)}`,
    nick === '' ? '' : `as ${nick}`,
    given.length > LONGEST_ANSWERS ? `${given.slice(0, LONGEST_ANSWERS)}…` : given,
  ]
  return parts.filter(text => text !== '').join(', ')
}
