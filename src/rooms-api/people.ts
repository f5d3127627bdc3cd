import type { Context } from '../muc/context.js'
import { Refusal } from './refusal.js'
import type { User } from './user.js'

/** The look-ups of `readPeople`: both, since the reader may be an admin. Names are user ids or bare JIDs. */
export function peopleLookup(reader: string, names: readonly string[]) {
  return { users: names, people: { reader, names } }
}

/**
 * Those of the requested people whose profile this reader (a bare JID) may see: the reader, people in the same room if
 * it shows them their addresses, and all people for an admin of the service. Needs the look-ups of `peopleLookup`.
 */
export function readPeople({ found, settings }: Context, reader: string): readonly User[] {
  const isAdmin = settings.admins.has(reader)
  return (isAdmin ? found.users : found.people) ?? []
}

/** Reads one person. Throws `unknown-user` if the reader may not see the person, or there is none. */
export function readPerson(context: Context, asked: { reader: string; name: string }): User {
  const [person] = readPeople(context, asked.reader)
  if (!person) throw new Refusal('unknown-user', `There is no user ${asked.name} whose profile you may read.`)
  return person
}
