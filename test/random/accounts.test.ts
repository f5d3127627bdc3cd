import t from 'tap'
import { createAccounts } from '../../src/accounts/accounts.js'
import { AccountsUnavailable } from '../../src/accounts/unavailable.js'
import { type Line, mechanisms, offers, playServer, STARTTLS, sasl } from '../accounts/play-server.js'
import { type Chance, chance } from './chance.js'

const ROUNDS = 150
const OUTCOMES = ['wrong', 'right', 'created', 'conflict', 'not-allowed']

function isUnacceptable(outcome: unknown): boolean {
  return typeof outcome === 'object' && outcome !== null && 'unacceptable' in outcome
}

/** A reply of a server, whole or cut off. */
function randomReply({ one, some, below }: Chance): string {
  const words = one(
    ...([sasl('success'), sasl('challenge', 'cj14LHM9UVE9PSxpPTE='), sasl('failure', '<not-authorized/>')] as const),
    ...(["<iq type='result' id='fields'><query xmlns='jabber:iq:register'><username/></query></iq>"] as const),
    ...([
      "<iq type='error'><error><conflict/></error></iq>",
      '<iq/>',
      '</stream:stream>',
      '<',
      '&',
      '\u0000',
      '',
    ] as const),
    ...([
      '<stream:error><not-authorized/></stream:error>',
      "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
    ] as const),
  )
  return some(0.2) ? words.slice(0, below(words.length + 1)) : words
}

function randomLines(random: Chance): Line[] {
  const offered = random.one(
    mechanisms('SCRAM-SHA-1'),
    mechanisms('SCRAM-SHA-256', 'PLAIN'),
    STARTTLS,
    randomReply(random),
    '',
  )
  const lines: Line[] = [random.some(0.8) ? offers(offered) : { to: /./, says: randomReply(random) }]
  for (let i = random.below(4); i > 0; i--) lines.push({ to: /./, says: randomReply(random) })
  return lines
}

t.test('any server reply gives a result or an error, and SCRAM never succeeds without a server proof', async t => {
  const random = chance(20261123)
  for (let round = 0; round < ROUNDS; round++) {
    const lines = randomLines(random)
    const { service } = await playServer(t, lines)
    const tls = random.one('auto' as const, 'off' as const)
    const { signIn, register } = createAccounts({
      ...{ service, domain: 'localhost', tls, timeout: 0.05, connections: 1 },
      onTrouble: () => undefined,
    })
    const ask = random.some(0.5) ? signIn : register
    const outcome = await ask({ name: 'romeo', password: 'secret' }).catch((error: unknown) => error)
    // With PLAIN, the server's word is the only proof.
    const isFine =
      outcome instanceof AccountsUnavailable || OUTCOMES.includes(String(outcome)) || isUnacceptable(outcome)
    const isProven = outcome !== 'right' || JSON.stringify(lines).includes('PLAIN')
    if (!isFine || !isProven) t.fail(`round ${round}: ${String(outcome)}`, { lines })
  }
  t.pass(`${ROUNDS} rounds`)
})
