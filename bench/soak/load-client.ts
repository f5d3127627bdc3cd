import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { attr, type Element, xml } from '../../src/stanza/element.js'
import { Refused } from './tally.js'

/** Milliseconds; a later answer counts as missing. A busy machine can be slow for minutes. */
const ANSWER_TIMEOUT = 300_000
const MUC_USER = 'http://jabber.org/protocol/muc#user'

type Wait = { resolve(stanza: Element): void; reject(error: Error): void; timer: NodeJS.Timeout }

/**
 * A client that sends text and waits for an answer by name: `id:ID` for a stanza with this id, `here:JID` and
 * `gone:JID` for its own presence in a room, `status:TEXT` for its own presence with this status, `invite:JID` for an
 * invitation to a room.
 */
export class LoadClient {
  readonly jid: string
  readonly #socket: Socket
  readonly #waits = new Map<string, Wait>()
  #parser = new xml.Parser()

  private constructor(socket: Socket, jid: string) {
    this.#socket = socket
    this.jid = jid
    socket.setEncoding('utf8').setNoDelay(true)
    socket.on('data', text => this.#parser.write(String(text)))
    socket.on('error', () => undefined)
  }

  /** Signs in to a server on this machine that accepts any password, and sends available presence. */
  static async signIn(port: number, name: string): Promise<LoadClient> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const client = new LoadClient(socket, `${name}@localhost/load`)
    await client.#open()
    const plain = Buffer.from(`\0${name}\0secret`).toString('base64')
    await client.request(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`, 'success')
    await client.#open()
    const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>load</resource></bind>`
    await client.request(`<iq type='set' id='bind'>${bind}</iq>`, 'id:bind')
    client.send('<presence/>')
    return client
  }

  send(text: string): void {
    this.#socket.write(text)
  }

  /** Sends `text` and returns the answer. Rejects with Refused for an error, with another error for no answer. */
  async request(text: string, name: string): Promise<Element> {
    const answer = this.waitFor(name)
    this.send(text)
    return answer
  }

  waitFor(name: string): Promise<Element> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waits.delete(name)
        reject(new Error('no answer'))
      }, ANSWER_TIMEOUT)
      this.#waits.set(name, { resolve, reject, timer })
    })
  }

  /** Rejects the wait for `name`: the request that would cause the answer was refused. */
  cancel(name: string): void {
    this.#take(name)?.reject(new Refused('the request that causes it was refused'))
  }

  /** Destroys the socket without closing the stream. */
  drop(): void {
    this.#socket.destroy()
    for (const { timer } of this.#waits.values()) clearTimeout(timer)
    this.#waits.clear()
  }

  async #open(): Promise<void> {
    this.#parser = new xml.Parser()
    this.#parser.on('element', (element: Element) => this.#receive(element))
    this.#parser.on('error', () => this.#socket.destroy())
    const header = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' version='1.0'>`
    await this.request(header, 'stream:features')
  }

  #receive(element: Element): void {
    if (['stream:features', 'success'].includes(element.name)) return this.#answer(element.name, element)
    const [id, type] = [attr(element, 'id'), attr(element, 'type')]
    if (type === 'error') return this.#refuse(`id:${id}`, element)
    if (element.name === 'presence') return this.#receivePresence(element, type)
    if (id !== undefined) this.#answer(`id:${id}`, element)
    const room = element.getChild('x', 'jabber:x:conference')?.attrs['jid']
    if (room !== undefined) this.#answer(`invite:${room}`, element)
  }

  #receivePresence(presence: Element, type: string | undefined): void {
    const statuses = presence.getChild('x', MUC_USER)?.getChildren('status') ?? []
    if (!statuses.some(status => status.attrs['code'] === '110')) return
    const text = presence.getChildText('status')
    if (text) this.#answer(`status:${text}`, presence)
    this.#answer(`${type === 'unavailable' ? 'gone' : 'here'}:${attr(presence, 'from')}`, presence)
  }

  #answer(name: string, element: Element): void {
    this.#take(name)?.resolve(element)
  }

  /** A stanza error has the id of the request; for presence the id is the awaited name itself. */
  #refuse(name: string, element: Element): void {
    const asked = this.#waits.has(name) ? name : name.slice('id:'.length)
    this.#take(asked)?.reject(new Refused(element.getChild('error')?.children.map(String).join(' ') ?? 'an error'))
  }

  #take(name: string): Wait | undefined {
    const wait = this.#waits.get(name)
    this.#waits.delete(name)
    clearTimeout(wait?.timer)
    return wait
  }
}
