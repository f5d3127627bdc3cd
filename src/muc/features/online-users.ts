import { dataForm, type Field } from '../../stanza/data-form.js'
import { bareOf } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { Command } from '../command.js'
import type { Context } from '../context.js'
import type { Found } from '../model/lookup.js'
import { isServiceAdmin } from '../operations/command-rights.js'

const MOST = 'max_items'
const OFFERED = ['25', '50', '75', '100', '150', '200', 'none'] as const
/** In bytes: the limit of all addresses in one answer. */
const LONGEST = 200 * 1024

const countOnlineUsers: Command<Context> = {
  node: `${NS.admin}#get-online-users-num`,
  name: 'Count the people in rooms',
  mayRun: isServiceAdmin,
  lookUp: () => ({ sessions: true }),
  run({ found }) {
    const count = String(peopleOf(found).length)
    const field = { name: 'onlineusersnum', type: 'text-single', label: 'People in rooms', values: [count] } as const
    return { result: dataForm('result', NS.admin, [field]) }
  },
}

const listOnlineUsers: Command<Context> = {
  node: `${NS.admin}#get-online-users-list`,
  name: 'List the people in rooms',
  mayRun: isServiceAdmin,
  form: () => ({
    formType: NS.admin,
    title: 'Listing the people in rooms',
    instructions: 'Choose how many addresses to list.',
    fields: [mostField()],
  }),
  lookUp: () => ({ sessions: true }),
  run({ found }, form) {
    const most = form.oneOf(MOST, OFFERED) ?? 'none'
    const people = peopleOf(found)
    const listed = fitting(most === 'none' ? people : people.slice(0, Number(most)))
    const field = { name: 'onlineuserjids', type: 'jid-multi', label: 'People in rooms', values: listed } as const
    const cut = listed.length < people.length ? `; the first ${listed.length} are listed` : ''
    return { result: dataForm('result', NS.admin, [field]), note: `People: ${people.length}${cut}.` }
  },
}

/**
 * XEP-0133 §4.15, §4.20: the online users of this service are the people in its rooms. Of the other use cases, only the
 * announcement (§4.23) applies: the rest is about accounts, or is done in the configuration file and by the system's
 * tools.
 */
export const onlineUsers: Capability = { serviceCommands: [countOnlineUsers, listOnlineUsers] }

/** Bare JIDs in alphabetical order, without duplicates. */
function peopleOf({ sessions = [] }: Found): string[] {
  return [...new Set(sessions.map(bareOf))].sort()
}

function fitting(people: readonly string[]): string[] {
  let length = 0
  return people.filter(person => {
    // An upper bound: the tags around an address and escaped characters count, too.
    length += 2 * Buffer.byteLength(person) + 20
    return length <= LONGEST
  })
}

function mostField(): Field {
  const options = OFFERED.map(value => ({ value, label: value === 'none' ? 'All' : value }))
  return { name: MOST, type: 'list-single', label: 'How many', values: ['100'], options }
}
