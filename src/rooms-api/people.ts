import type { Context } from '../muc/context.js'
import { Refusal } from './refusal.js'
import type { User } from './user.js'

/** What `readPeople` needs: both look-ups, for who asks may turn out to be an admin. Names are ids or bare JIDs. */
export function peopleLookup(reader: string, names: readonly string[]) {
  return { users: names, people: { reader, names } }
}

/**
 * The people whom this reader (a bare JID) may read of, of those asked for: themselves, those with whom they are in a room
 * that hides no addresses from them, and for an admin of the service everybody. Who is not among them may not exist.
 */
export function readPeople({ found, settings }: Context, reader: string): readonly User[] {
  const isAdmin = settings.admins.has(reader)
  return (isAdmin ? found.users : found.people) ?? []
}

/** The same of one person; refuses by `unknown-user`. */
export function readPerson(context: Context, asked: { reader: string; name: string }): User {
  const [person] = readPeople(context, asked.reader)
  if (!person) throw new Refusal('unknown-user', `There is no user ${asked.name} of whom you may read.`)
  return person
}
