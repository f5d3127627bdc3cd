import t from 'tap'
import type { Trial } from './front.js'
import { fuzzGuestFrames } from './guest-frames.js'
import { fuzzGuestStanzas } from './guest-stanzas.js'

/** The short form of `npm run fuzz -- --front guests`. */
const trial: Trial = { count: 600, seed: 20261130, say: () => undefined }

t.test('each request of a guest gets one answer or ends the stream with an error, and harms no one else', async t => {
  const { inputs, failures } = await fuzzGuestStanzas(trial)
  t.same(failures, [])
  t.equal(inputs, 600)
})

t.test('whatever bytes a guest sends, the connection goes on or ends as it must', async t => {
  const { inputs, failures } = await fuzzGuestFrames({ ...trial, count: 200 })
  t.same(failures, [])
  t.equal(inputs, 200)
})
