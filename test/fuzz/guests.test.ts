import type { Duplex } from 'node:stream'
import t from 'tap'
import type { Trial } from './front.js'
import { fuzzGuestFrames } from './guest-frames.js'
import { fuzzGuestStanzas } from './guest-stanzas.js'
import type { FuzzServerOptions } from './http-server.js'

/** The short form of `npm run fuzz -- --front guests`. */
const trial: Trial = { count: 400, seed: 20261130, say: () => undefined }

t.test('each request of a guest gets one answer or ends the stream with an error, and harms no one else', async t => {
  const { inputs, failures } = await fuzzGuestStanzas(trial)
  t.same(failures, [])
  t.equal(inputs, 400)
})

t.test('whatever bytes a guest sends, the connection goes on or ends as it must', async t => {
  const { inputs, failures } = await fuzzGuestFrames({ ...trial, count: 100 })
  t.same(failures, [])
  t.equal(inputs, 100)
})

type Plant = NonNullable<FuzzServerOptions['plant']>

/** Changes what the service writes to each WebSocket; `write` sends a piece, a head or a payload of a frame. */
function rewrites(change: (piece: Buffer, write: (piece: Uint8Array) => void) => void): Plant {
  return app => {
    app.server.prependListener('upgrade', (_request, socket: Duplex) => {
      const write = socket.write.bind(socket)
      socket.write = (piece: Uint8Array) => {
        change(Buffer.from(piece), bytes => write(bytes))
        return true
      }
    })
  }
}

let head: Uint8Array = Buffer.of()

/** A fault to plant, and the failure that must be reported. */
const PLANTED: Record<string, [plant: Plant, said: RegExp]> = {
  'a request that is answered twice': [
    rewrites((piece, write) => {
      write(piece)
      if (piece.includes('id="s')) for (const part of [head, piece]) write(part)
      head = piece
    }),
    /a second answer/,
  ],
  'a request that is not answered': [
    rewrites((piece, write) => write(Buffer.from(piece.toString('latin1').replace(/ id="s\d/, ' id="z0'), 'latin1'))),
    /0 answers instead of 1/,
  ],
  'a stream that ends without an error': [
    rewrites((piece, write) =>
      write(Buffer.from(piece.toString('latin1').replaceAll('stream:error', 'stream:wrong'), 'latin1')),
    ),
    /no error of the stream/,
  ],
  'a fault in the log': [
    (app, log) => {
      app.server.prependListener('upgrade', () => log.error('planted'))
    },
    /the log says/,
  ],
}

for (const [title, [plant, said]] of Object.entries(PLANTED)) {
  t.test(`broken on purpose, it is seen: ${title}`, async t => {
    const { failures } = await fuzzGuestStanzas({ ...trial, count: 300 }, { plant })
    t.match(failures.join('\n'), said)
  })
}
