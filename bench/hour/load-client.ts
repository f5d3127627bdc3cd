import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { attr, type Element, xml } from '../../src/stanza/element.js'
import { Refused } from './account.js'

/** In milliseconds: what has not come by then counts as lost. A machine that has much else to do is slow for minutes. */
const PATIENCE = 300_000
const MUC_USER = 'http://jabber.org/protocol/muc#user'

type Wait = { resolve(stanza: Element): void; reject(error: Error): void; timer: NodeJS.Timeout }

/**
 * A client of the load: it sends text, and waits for what answers it by a name: `id:ID` for an answer or a message with
 * this id, `here:JID` and `gone:JID` for one's own presence in a room, `invite:JID` for an invitation to a room.
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

  /** Signs in to a server on this machine that takes every password, and becomes available. */
  static async signIn(port: number, name: string): Promise<LoadClient> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const client = new LoadClient(socket, `${name}@localhost/load`)
    await client.#open()
    const plain = Buffer.from(`\0${name}\0secret`).toString('base64')
    await client.asks(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`, 'success')
    await client.#open()
    const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>load</resource></bind>`
    await client.asks(`<iq type='set' id='bind'>${bind}</iq>`, 'id:bind')
    client.send('<presence/>')
    return client
  }

  send(text: string): void {
    this.#socket.write(text)
  }

  /** Sends, and gives what answers. Rejects with Refused for an error, and with another error where nothing comes. */
  async asks(text: string, name: string): Promise<Element> {
    const answer = this.waitFor(name)
    this.send(text)
    return answer
  }

  waitFor(name: string): Promise<Element> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waits.delete(name)
        reject(new Error('nothing came'))
      }, PATIENCE)
      this.#waits.set(name, { resolve, reject, timer })
    })
  }

  /** What was waited for cannot come: what was to bring it about was refused. */
  cancel(name: string): void {
    this.#take(name)?.reject(new Refused('it cannot come'))
  }

  /** Goes without a word. */
  vanish(): void {
    this.#socket.destroy()
    for (const { timer } of this.#waits.values()) clearTimeout(timer)
    this.#waits.clear()
  }

  async #open(): Promise<void> {
    this.#parser = new xml.Parser()
    this.#parser.on('element', (element: Element) => this.#hear(element))
    this.#parser.on('error', () => this.#socket.destroy())
    const header = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' version='1.0'>`
    await this.asks(header, 'stream:features')
  }

  #hear(element: Element): void {
    if (['stream:features', 'success'].includes(element.name)) return this.#answer(element.name, element)
    const [id, type] = [attr(element, 'id'), attr(element, 'type')]
    if (type === 'error') return this.#refuse(`id:${id}`, element)
    if (element.name === 'presence') return this.#hearPresence(element, type)
    if (id !== undefined) this.#answer(`id:${id}`, element)
    const room = element.getChild('x', 'jabber:x:conference')?.attrs['jid']
    if (room !== undefined) this.#answer(`invite:${room}`, element)
  }

  #hearPresence(presence: Element, type: string | undefined): void {
    const statuses = presence.getChild('x', MUC_USER)?.getChildren('status') ?? []
    if (!statuses.some(status => status.attrs['code'] === '110')) return
    const text = presence.getChildText('status')
    if (text) this.#answer(`says:${text}`, presence)
    this.#answer(`${type === 'unavailable' ? 'gone' : 'here'}:${attr(presence, 'from')}`, presence)
  }

  #answer(name: string, element: Element): void {
    this.#take(name)?.resolve(element)
  }

  /** An error has the id of what it answers, which for presence is the name of what was waited for. */
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
