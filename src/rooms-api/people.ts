import type { User } from '../muc/model/user.js'
import { Refusal } from '../invites/refusal.js'
import type { Turn } from '../invites/turn.js'

/** What `readPeople` needs: both look-ups, for who asks may turn out to be an admin. Names are ids or bare JIDs. */
export function peopleLookup(reader: string, names: readonly string[]) {
  return { users: names, people: { reader, names } }
}

/**
 * The people whom this reader (a bare JID) may read of, of those asked for: themselves, those with whom they are in a room
 * that hides no addresses from them, and for an admin of the service everybody. Who is not among them may not exist.
 */
export function readPeople({ found, rooms }: Turn, reader: string): readonly User[] {
  const isAdmin = rooms.settings.admins.has(reader)
  return (isAdmin ? found.users : found.people) ?? []
}

/** The same of one person; refuses by `unknown-user`. */
export function readPerson(turn: Turn, asked: { reader: string; name: string }): User {
  const [person] = readPeople(turn, asked.reader)
  if (!person) throw new Refusal('unknown-user', `There is no user ${asked.name} of whom you may read.`)
  return person
}
