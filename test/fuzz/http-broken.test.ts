import t from 'tap'
import { signToken } from '../../src/http/auth/token.js'
import type { Report, Trial } from './front.js'
import { poke } from './http-bytes.js'
import { guess } from './http-guesses.js'
import { knock } from './http-routes.js'
import { forge } from './http-tokens.js'
import type { TownOptions } from './http-town.js'
import { spell } from './http-words.js'
import { JWT_SECRET } from './http-world.js'

const SEED = 5
const silent = () => undefined

type Layer = (trial: Trial, options?: TownOptions) => Promise<Report>

/** What is broken on purpose, who must see it, and what is said of it. */
const PLANTED: Record<string, [layer: Layer, plant: NonNullable<TownOptions['plant']>, said: RegExp]> = {
  'a route that throws': [
    knock,
    app => {
      app.addHook('preHandler', async () => {
        throw new Error('planted')
      })
    },
    /answers 500/,
  ],
  'an answer that its route does not declare': [
    knock,
    app => {
      app.addHook('onSend', async (_request, { statusCode }, payload) => (statusCode === 200 ? '{"x":1}' : payload))
    },
    /answers 500/,
  ],
  'an error that has not the form of all': [
    spell,
    app => {
      app.addHook('onSend', async (_request, { statusCode }, payload) => (statusCode === 404 ? '{"error":1}' : payload))
    },
    /answers 500|is no error of ours/,
  ],
  'an answer without a policy': [
    spell,
    app => {
      app.addHook('onSend', async (_request, reply) => void reply.removeHeader('content-security-policy'))
    },
    /without content-security-policy/,
  ],
  'a token in the log': [
    knock,
    (app, log) => {
      app.addHook('onRequest', async ({ headers }) => log.info({ headers }, 'planted'))
    },
    /a secret is in the log/,
  ],
  'a request that is answered twice': [
    poke,
    app => {
      app.addHook('onResponse', async ({ raw }) => void raw.socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    },
    /answers|is no answer/,
  ],
  'tokens that are not looked at': [
    forge,
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
      failures[0] ?? 'nothing was seen',
    )
  })
}

t.test('broken on purpose, it is seen: limits that do not hold', async t => {
  const limits = { validationsPerAddress: 0, validations: 0, failedJoinsPerUser: 0 }
  const { failures } = await guess({ count: 500, seed: SEED, say: silent }, { limits })
  t.match(failures.join(), /join nobody: \d+ were tried, and \d+ may be/)
})
