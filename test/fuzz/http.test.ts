import t from 'tap'
import type { Report, Trial } from './front.js'
import { fuzzBytes } from './http-bytes.js'
import { fuzzGuesses } from './http-guesses.js'
import { fuzzRoutes } from './http-routes.js'
import type { FuzzServerOptions } from './http-server.js'
import { fuzzTokens } from './http-tokens.js'
import { fuzzWords } from './http-words.js'

/** The short form of `npm run fuzz -- --front http`. */
const SEED = 5
const silent = () => undefined

type Layer = (trial: Trial, options?: FuzzServerOptions) => Promise<Report>

const LAYERS: Record<string, [layer: Layer, count: number]> = {
  'each request to a route gets one answer, as the route declares': [fuzzRoutes, 1000],
  'whatever comes over a connection, the answers have the common form or the connection is closed': [fuzzBytes, 700],
  'no token opens anything unless it is validly signed, current and not revoked': [fuzzTokens, 700],
  'tricky paths, queries and bodies are refused or taken literally': [fuzzWords, 700],
  'the limits of password and id guesses hold, whatever the address headers are': [fuzzGuesses, 400],
}

for (const [title, [layer, count]] of Object.entries(LAYERS)) {
  t.test(`${title}; the service is unharmed`, async t => {
    const { inputs, failures } = await layer({ count, seed: SEED, say: silent })
    t.ok(inputs >= count)
    t.same(failures, [])
  })
}
