import { createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Test } from 'tap'
import { CERTIFICATE, CERTIFICATE_KEY } from './certificate.js'

/** One answer of the server: it writes `says` once, when a client has written text that matches `to`. */
export type Line = {
  readonly to: RegExp
  readonly says: string | ((heard: string) => string)
  readonly thenTls?: boolean
}

const HEADER = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' id='1' version='1.0' from='localhost'
  xmlns:stream='http://etherx.jabber.org/streams'>`

/** The answer to a stream header: a header and these stream features. */
export function offers(...features: string[]): Line {
  return { to: /<stream:stream/, says: `${HEADER}<stream:features>${features.join('')}</stream:features>` }
}

export const STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
export const PROCEED: Line = {
  to: /<starttls/,
  says: "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
  thenTls: true,
}

export function mechanisms(...names: string[]): string {
  const offered = names.map(name => `<mechanism>${name}</mechanism>`)
  return `<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>${offered.join('')}</mechanisms>`
}

export function sasl(name: string, content = ''): string {
  return `<${name} xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>${content}</${name}>`
}

/** A server that gives these answers in order to each client. `heard` is all text that the clients wrote. */
export async function playServer(t: Test, lines: readonly Line[], host = '127.0.0.1') {
  const play = { heard: '', open: 0, service: '' }
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    play.open++
    socket.on('close', () => play.open--)
    perform(socket, [...lines], text => {
      play.heard += text
    })
  })
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  play.service = `xmpp://${host}:${typeof address === 'object' && address ? address.port : 0}`
  return play
}

function perform(socket: Socket, lines: Line[], hear: (text: string) => void): void {
  socket.on('error', () => undefined)
  socket.on('data', bytes => {
    hear(String(bytes))
    const [line] = lines
    if (!line?.to.test(String(bytes))) return
    lines.shift()
    socket.write(typeof line.says === 'string' ? line.says : line.says(String(bytes)))
    if (!line.thenTls) return
    socket.removeAllListeners('data')
    const secured = new TLSSocket(socket, { isServer: true, key: CERTIFICATE_KEY, cert: CERTIFICATE })
    perform(secured, lines, hear)
  })
}
