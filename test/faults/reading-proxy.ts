import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { StringDecoder } from 'node:string_decoder'
import { STREAM_BOUNDS } from '../../src/dev-server/stream-bounds.js'
import type { Element } from '../../src/stanza/element.js'
import { StreamReader } from '../../src/stanza/stream-reader.js'

/** Is told the stanzas of one connection. */
type Reader = {
  fromComponent(stanza: Element): void
  fromServer(stanza: Element): void
}

/**
 * A proxy between the component and the server, which forwards every byte. Listens on a loopback port, 0 for any, and
 * connects each client to the port `target`; each connection has a reader of its own.
 */
export async function openReadingProxy({ port, target }: { port: number; target: number }, readerOf: () => Reader) {
  const sockets = new Set<Socket>()
  const listener = createServer(component => {
    const server = connect(target, '127.0.0.1')
    const reader = readerOf()
    join(component, server, stanza => reader.fromComponent(stanza))
    join(server, component, stanza => reader.fromServer(stanza))
    for (const socket of [component, server]) {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    }
  })
  await once(listener.listen(port, '127.0.0.1'), 'listening')
  const close = async () => {
    listener.close()
    for (const socket of sockets) socket.destroy()
    await once(listener, 'close')
  }
  return { port: (listener.address() as AddressInfo).port, close }
}

/** Forwards one direction. When one side ends, the other is destroyed after the remaining bytes. */
function join(from: Socket, to: Socket, read: (stanza: Element) => void): void {
  const decoder = new StringDecoder('utf8')
  const reader = new StreamReader({ opened: () => undefined, received: read, closed: () => undefined }, STREAM_BOUNDS)
  let isReadable = true
  from.setNoDelay(true)
  from.on('data', (bytes: Buffer) => {
    try {
      if (isReadable) reader.read(decoder.write(bytes))
    } catch {
      // Invalid XML proves nothing; it is still forwarded.
      isReadable = false
    }
  })
  from.pipe(to)
  from.on('error', () => to.destroy())
  from.on('close', () => to.destroy())
}
