import type { MadeGuest } from './stage.js'

export const OPEN = `<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='rooms.localhost' version='1.0'/>`
export const BIND = `<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>`

type Account = Pick<MadeGuest, 'jid' | 'password'>

export function auth({ jid, password }: Account): string {
  const plain = Buffer.from(`\0${jid.split('@')[0]}\0${password}`).toString('base64')
  return `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`
}

/** The frames of a sign-in, each with the end of its answer. */
export function signInFrames(guest: Account): [text: string, answer: string][] {
  return [
    [OPEN, '</stream:features>'],
    [auth(guest), '<success xmlns="urn:ietf:params:xml:ns:xmpp-sasl"/>'],
    [OPEN, '</stream:features>'],
    [BIND, '</iq>'],
  ]
}

/** The frames of a session up to a message, each with the end of its answer. */
export function sessionFrames(guest: MadeGuest, room: string): [text: string, answer: string][] {
  const muc = `<x xmlns='http://jabber.org/protocol/muc'/>`
  return [
    ...signInFrames(guest),
    [`<presence xmlns='jabber:client' to='${room}/${guest.nick}'>${muc}</presence>`, '<subject/></message>'],
    [
      `<message xmlns='jabber:client' to='${room}' type='groupchat' id='née'><body>née</body></message>`,
      '<body>née</body>',
    ],
  ]
}
