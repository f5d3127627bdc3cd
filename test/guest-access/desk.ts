import type { GuestDesk } from '../../src/guest-access/guest-desk.js'

export const GUEST = 'guest-0123456789abcdef'

/** A desk that knows these guests by local part, each with the secret `key` and the room. */
export function deskOf(guests: ReadonlyMap<string, string>, domain: string): GuestDesk {
  return {
    async signIn(local, secret) {
      const room = guests.get(local)
      return room === undefined || secret !== 'key' ? undefined : { jid: `${local}@${domain}`, room }
    },
  }
}
