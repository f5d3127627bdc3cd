import { isGuestAddress } from '../../guests/guest-address.js'
import { StanzaError } from '../../stanza/error.js'
import { type Jid, parseJid } from '../../stanza/jid.js'

/** The addresses in records, prepared (RFC 7622), with the domain `to` in the place of `from`. */
export class Addresses {
  readonly #from: string
  readonly #to: string

  /** The domain of the service that the records come from, and that of this one: both prepared. */
  constructor({ from, to }: { readonly from: string; readonly to: string }) {
    this.#from = from
    this.#to = to
  }

  /** The domain of this service. */
  get domain(): string {
    return this.#to
  }

  /** The bare JID of a room here. Throws `jid-malformed` if it was no room of the other service, or is no address. */
  room(text: string): string {
    const jid = parseJid(text)
    const fits = jid && jid.local !== '' && jid.resource === '' && jid.domain === this.#from
    if (!fits) throw malformed(text, `the address of a room at ${this.#from}`)
    const room = `${jid.local}@${this.#to}`
    if (isGuestAddress(room, this.#to)) throw malformed(text, 'the address of a room; this form is for guests')
    return room
  }

  /** The room as it was named there, prepared: the same as `room` without another domain. */
  formerRoom(room: string): string {
    return `${room.slice(0, room.lastIndexOf('@'))}@${this.#from}`
  }

  /** The bare JID of a person with an account, who is no guest. Throws `jid-malformed`. */
  person(text: string): string {
    const jid = this.#parsed(text)
    if (jid && jid.local !== '' && jid.resource === '' && !isGuestAddress(jid.bare, this.#to)) return jid.bare
    throw malformed(text, 'the address of a person, such as romeo@example.org')
  }

  /** The bare JID of a person or a guest. Throws `jid-malformed`. */
  anyone(text: string): string {
    const jid = this.#parsed(text)
    if (jid && jid.local !== '' && jid.resource === '') return jid.bare
    throw malformed(text, 'the address of a person or a guest')
  }

  /** The bare JID of a person, or a domain. Throws `jid-malformed`. */
  personOrDomain(text: string): string {
    const jid = this.#parsed(text)
    if (jid?.local === '' && jid.resource === '') return jid.domain
    return this.person(text)
  }

  /** As `anyone`; empty for a text that is no such address. */
  anyoneOrNone(text: string): string {
    const jid = text === '' ? undefined : this.#parsed(text)
    return jid && jid.local !== '' ? jid.bare : ''
  }

  /** The full JID of a client, or the bare one of a person; empty for a text that is no address. */
  clientOrNone(text: string): string {
    const jid = text === '' ? undefined : this.#parsed(text)
    return jid && jid.local !== '' ? jid.full : ''
  }

  #parsed(text: string): Jid | undefined {
    const jid = parseJid(text)
    if (!jid || jid.domain !== this.#from || this.#from === this.#to) return jid
    const bare = jid.local === '' ? this.#to : `${jid.local}@${this.#to}`
    return { ...jid, domain: this.#to, bare, full: jid.resource === '' ? bare : `${bare}/${jid.resource}` }
  }
}

/** What is read from an address; nothing for one that the taking-in of the record will refuse. */
export function addressIn<T>(read: () => T): T[] {
  try {
    return [read()]
  } catch (refusal) {
    if (refusal instanceof StanzaError) return []
    throw refusal
  }
}

function malformed(text: string, expected: string): StanzaError {
  return new StanzaError('jid-malformed', `The address is ${JSON.stringify(text.slice(0, 100))}; expected ${expected}.`)
}
