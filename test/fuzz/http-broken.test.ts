import t from 'tap'
import { signToken } from '../../src/http/auth/token.js'
import type { Report, Trial } from './front.js'
import { fuzzBytes } from './http-bytes.js'
import { JWT_SECRET } from './http-catalogue.js'
import { fuzzGuesses } from './http-guesses.js'
import { fuzzRoutes } from './http-routes.js'
import type { FuzzServerOptions } from './http-server.js'
import { fuzzTokens } from './http-tokens.js'
import { fuzzWords } from './http-words.js'

const SEED = 5
const silent = () => undefined

type Layer = (trial: Trial, options?: FuzzServerOptions) => Promise<Report>

/** A fault to plant, the layer that must see it, and the failure that it must report. */
const PLANTED: Record<string, [layer: Layer, plant: NonNullable<FuzzServerOptions['plant']>, said: RegExp]> = {
  'a route that throws': [
    fuzzRoutes,
    app => {
      app.addHook('preHandler', async () => {
        throw new Error('planted')
      })
    },
    /answers 500/,
  ],
  'an answer that its route does not declare': [
    fuzzRoutes,
    app => {
      app.addHook('onSend', async (_request, { statusCode }, payload) => (statusCode === 200 ? '{"x":1}' : payload))
    },
    /answers 500/,
  ],
  'an error without the common form': [
    fuzzWords,
    app => {
      app.addHook('onSend', async (_request, { statusCode }, payload) => (statusCode === 404 ? '{"error":1}' : payload))
    },
    /answers 500|is not the common error form/,
  ],
  'an answer without a content security policy': [
    fuzzWords,
    app => {
      app.addHook('onSend', async (_request, reply) => void reply.removeHeader('content-security-policy'))
    },
    /without content-security-policy/,
  ],
  'a token in the log': [
    fuzzRoutes,
    (app, log) => {
      app.addHook('onRequest', async ({ headers }) => log.info({ headers }, 'planted'))
    },
    /a secret is in the log/,
  ],
  'a request that is answered twice': [
    fuzzBytes,
    app => {
      app.addHook('onResponse', async ({ raw }) => void raw.socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    },
    /answers|is not an answer/,
  ],
  'tokens that are not checked': [
    fuzzTokens,
    app => {
      app.addHook('onRequest', async ({ headers }) => {
        headers.authorization = await signToken(JWT_SECRET, { user: 'eve@localhost', userClaim: 'sub', hours: 1 })
      })
    },
    /not 401/,
  ],
}

for (const [title, [layer, plant, said]] of Object.entries(PLANTED)) {
  t.test(`broken on purpose, it is seen: ${title}`, async t => {
    const { failures } = await layer({ count: 300, seed: SEED, say: silent }, { plant })
    t.ok(
      failures.some(failure => said.test(failure)),
      failures[0] ?? 'no failure was reported',
    )
  })
}

t.test('broken on purpose, it is seen: limits that do not hold', async t => {
  const limits = { validationsPerAddress: 0, validations: 0, failedJoinsPerUser: 0 }
  const { failures } = await fuzzGuesses({ count: 500, seed: SEED, say: silent }, { limits })
  t.match(failures.join(), /join nobody: \d+ were checked, \d+ are allowed/)
})
