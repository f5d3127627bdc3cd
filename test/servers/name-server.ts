import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** A server of the DNS (RFC 1035) on the loopback. */
export interface NameServer {
  readonly port: number
  close(): Promise<void>
}

const HEADER_BYTES = 12
const SRV = 33
const INTERNET = 1
const TARGET = '127.0.0.1'
/** An answer without an error, and "no such name", from a server that is asked recursively. */
const FLAGS = { found: 0x8180, missing: 0x8183 }
/** A pointer to the name in the question (RFC 1035 §4.1.4). */
const NAME_ASKED = 0xc000 + HEADER_BYTES

/**
 * Answers where the servers of these domains accept other servers (RFC 6120 §3.2.1, RFC 2782): on this port of the
 * loopback. No other name exists.
 */
export async function startNameServer(domains: readonly string[], port: number): Promise<NameServer> {
  const names = domains.map(domain => `_xmpp-server._tcp.${domain}`)
  const socket = createSocket('udp4')
  socket.on('message', (query, { port: asker, address }) => {
    const { name, end } = questionIn(query)
    socket.send(answerTo(query.subarray(0, end), names.includes(name) ? port : undefined), asker, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const close = async () => {
    socket.close()
    await once(socket, 'close')
  }
  return { port: socket.address().port, close }
}

/** The name in the one question of a query, and the position of the first byte after the question. */
function questionIn(query: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = HEADER_BYTES
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 }
}

/** The answer to a query that ends with its question: the port, or that there is no such name. */
function answerTo(query: Buffer, port: number | undefined): Buffer {
  const question = Buffer.from(query)
  question.writeUInt16BE(port === undefined ? FLAGS.missing : FLAGS.found, 2)
  question.writeUInt16BE(port === undefined ? 0 : 1, 6)
  question.fill(0, 8, HEADER_BYTES)
  return port === undefined ? question : Buffer.concat([question, serviceRecord(port)])
}

function serviceRecord(port: number): Buffer {
  const labels = TARGET.split('.').map(label => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1'))
  const target = Buffer.concat([...labels, Buffer.alloc(1)])
  const record = Buffer.alloc(18)
  record.writeUInt16BE(NAME_ASKED, 0)
  record.writeUInt16BE(SRV, 2)
  record.writeUInt16BE(INTERNET, 4)
  record.writeUInt16BE(6 + target.length, 10)
  record.writeUInt16BE(port, 16)
  return Buffer.concat([record, target])
}
