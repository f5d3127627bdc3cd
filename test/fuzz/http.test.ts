import t from 'tap'
import type { Report, Trial } from './front.js'
import { poke } from './http-bytes.js'
import { guess } from './http-guesses.js'
import { knock } from './http-routes.js'
import { forge } from './http-tokens.js'
import type { TownOptions } from './http-town.js'
import { spell } from './http-words.js'

/** The short form of the front for HTTP in `npm run fuzz`. */
const SEED = 5
const silent = () => undefined

type Layer = (trial: Trial, options?: TownOptions) => Promise<Report>

const LAYERS: Record<string, [layer: Layer, count: number]> = {
  'requests to all routes are answered once each, as their routes declare': [knock, 1000],
  'whatever comes over a connection is answered in our form, or the connection is closed': [poke, 700],
  'no token opens anything that nobody has signed, that has ended or that was revoked': [forge, 700],
  'paths, queries and bodies with tricks in them are refused, or mean what they say': [spell, 700],
  'of passwords and ids no more are guessed than the limits say, from wherever that is said to be': [guess, 400],
}

for (const [title, [layer, count]] of Object.entries(LAYERS)) {
  t.test(`${title}; and the service is as before`, async t => {
    const { inputs, failures } = await layer({ count, seed: SEED, say: silent })
    t.ok(inputs >= count)
    t.same(failures, [])
  })
}
