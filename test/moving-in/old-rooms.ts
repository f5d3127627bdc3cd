import type { Test } from 'tap'
import { createAccounts } from '../../src/accounts/accounts.js'
import { roomSettings } from '../../src/app/service-settings.js'
import { embeddedConfig } from '../../src/config/config.js'
import { OldService } from '../../src/moving-in/old-service.js'
import { readService } from '../../src/moving-in/read-service.js'
import type { Staging } from '../../src/moving-in/staging.js'
import { isSubject } from '../../src/moving-in/visit.js'
import { type Element, parseElement } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { realServers } from '../servers/real-servers.js'
import type { RealServer } from '../servers/server.js'

const KEYS = { xmpp: { secret: 's' }, auth: { jwt: { secret: 'a secret of at least thirty-two characters' } } }
export const PASSWORD = 'secret'
/** The service of rooms that a server of the tests has itself. */
export const OLD = 'conference.localhost'

/** The server as `src/accounts` reaches it. */
function accountsAt({ clientPort }: Pick<RealServer, 'clientPort'>) {
  return { service: `xmpp://127.0.0.1:${clientPort}`, domain: 'localhost', tls: 'auto', timeout: 30 } as const
}

/** Makes accounts that may exist. */
export async function registers(server: RealServer, names: readonly string[]): Promise<void> {
  const accounts = createAccounts({ ...accountsAt(server), connections: 1, onTrouble: () => undefined })
  for (const name of names) await accounts.register({ name, password: PASSWORD })
}

/** A client of an account that asks and waits for each answer. */
export class Client {
  readonly service: OldService

  constructor(server: Pick<RealServer, 'clientPort'>, name: string) {
    this.service = new OldService({
      server: accountsAt(server),
      account: { name, password: PASSWORD },
      rate: 10_000,
      onTrouble: trouble => {
        throw new Error(trouble)
      },
    })
  }

  asks(to: string, payload: string, type: 'get' | 'set' = 'set'): Promise<Element | undefined> {
    return this.service.ask(to, parseElement(payload), type)
  }

  /** Enters a room, which makes it if there is none, and waits for the subject. */
  enters(room: string, nick: string, password = ''): Promise<Element> {
    const presence = `<presence to='${room}/${nick}'><x xmlns='${NS.muc}'><password>${password}</password></x></presence>`
    return this.#sends(presence, stanza => isSubject(stanza) && stanza.attrs['from']?.startsWith(room))
  }

  leaves(room: string, nick: string): Promise<void> {
    return this.service.tell(parseElement(`<presence to='${room}/${nick}' type='unavailable'/>`))
  }

  configures(room: string, fields: Readonly<Record<string, string>>): Promise<Element | undefined> {
    const all = Object.entries({ FORM_TYPE: NS.roomConfig, ...fields })
    const xml = all.map(([name, value]) => `<field var='${name}'><value>${value}</value></field>`).join('')
    return this.asks(room, `<query xmlns='${NS.mucOwner}'><x xmlns='${NS.dataForm}' type='submit'>${xml}</x></query>`)
  }

  administers(room: string, item: string): Promise<Element | undefined> {
    return this.asks(room, `<query xmlns='${NS.mucAdmin}'>${item}</query>`)
  }

  /** Sends messages to a room and waits until the last has come back. */
  says(room: string, bodies: readonly string[]): Promise<Element> {
    const last = `<body>${bodies.at(-1)}</body>`
    const messages = bodies.map(
      body => `<message to='${room}' type='groupchat' id='${body}'><body>${body}</body></message>`,
    )
    return this.#sends(messages, stanza => stanza.toString().includes(last))
  }

  setsSubject(room: string, subject: string): Promise<Element> {
    const message = `<message to='${room}' type='groupchat'><subject>${subject}</subject></message>`
    return this.#sends(message, stanza => isSubject(stanza) && stanza.getChildText('subject') === subject)
  }

  /** The next stanza that fits. */
  receives(fits: (stanza: Element) => boolean): Promise<Element> {
    return this.#sends([], fits)
  }

  stops(): Promise<void> {
    return this.service.close()
  }

  #sends(stanzas: string | readonly string[], fits: (stanza: Element) => boolean): Promise<Element> {
    return this.service.exchange(session => {
      for (const stanza of [stanzas].flat()) session.send(parseElement(stanza))
      return stanza => (fits(stanza) ? stanza : undefined)
    })
  }
}

/** Three rooms of juliet with all that an import reads: one of the list, a hidden one and a non-anonymous one. */
async function makeOldRooms(juliet: Client): Promise<void> {
  const room = (name: string) => `${name}@${OLD}`
  const common = { 'muc#roomconfig_persistentroom': '1' }
  await juliet.enters(room('garden'), 'Juliet')
  await juliet.configures(room('garden'), {
    ...common,
    'muc#roomconfig_roomname': 'The garden',
    'muc#roomconfig_roomdesc': 'Roses &amp; walls',
    'muc#roomconfig_publicroom': '1',
    'muc#roomconfig_changesubject': '0',
  })
  await juliet.setsSubject(room('garden'), 'Wherefore')
  await juliet.administers(room('garden'), "<item affiliation='admin' jid='nurse@localhost'/>")
  await juliet.administers(room('garden'), "<item affiliation='member' jid='romeo@localhost' nick='Romeo'/>")
  await juliet.administers(
    room('garden'),
    "<item affiliation='outcast' jid='tybalt@localhost'><reason>He fights</reason></item>",
  )
  await juliet.says(room('garden'), numbered('garden', 120))
  await juliet.enters(room('hall'), 'Juliet')
  await juliet.configures(room('hall'), {
    ...common,
    'muc#roomconfig_publicroom': '0',
    'muc#roomconfig_membersonly': '1',
    'muc#roomconfig_passwordprotectedroom': '1',
    'muc#roomconfig_roomsecret': 'rosemary',
    'muc#roomconfig_moderatedroom': '1',
  })
  await juliet.says(room('hall'), numbered('hall', 3))
  await juliet.enters(room('street'), 'Juliet')
  await juliet.configures(room('street'), { ...common, 'muc#roomconfig_whois': 'anyone' })
  await juliet.says(room('street'), numbered('street', 2))
}

/** Bodies that tell the place of their messages. */
export function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index + 1}`)
}

/** A server with the rooms of juliet, and its admin. */
export async function playing(
  t: Test,
  name: keyof typeof realServers,
): Promise<{ server: RealServer; admin: Client; juliet: Client } | undefined> {
  const server = await realServers[name]({ privilege: false, admin: 'admin' })
  if ('skip' in server) {
    t.plan(0, server.skip)
    return undefined
  }
  t.teardown(() => server.stop())
  await registers(server, ['admin', 'juliet', 'mercutio'])
  const [admin, juliet] = [new Client(server, 'admin'), new Client(server, 'juliet')]
  t.teardown(() => Promise.all([admin.stops(), juliet.stops()]))
  await makeOldRooms(juliet)
  return { server, admin, juliet }
}

/** Reads the old service as an import does. */
export function reads(
  service: OldService,
  staging: Staging,
  { hidden = [] as string[], reader = 'admin@localhost' } = {},
): Promise<void> {
  return readService({
    service,
    staging,
    domain: OLD,
    hidden,
    ...roomSettings(embeddedConfig(KEYS)),
    reader,
    now: Date.now,
    isDry: false,
    onProgress: () => undefined,
  })
}
