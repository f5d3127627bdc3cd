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

/** Something of what servers say, whole or broken. */
function saying({ one, some, below }: Chance): string {
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

function part(luck: Chance): Line[] {
  const offered = luck.one(mechanisms('SCRAM-SHA-1'), mechanisms('SCRAM-SHA-256', 'PLAIN'), STARTTLS, saying(luck), '')
  const lines: Line[] = [luck.some(0.8) ? offers(offered) : { to: /./, says: saying(luck) }]
  for (let i = luck.below(4); i > 0; i--) lines.push({ to: /./, says: saying(luck) })
  return lines
}

t.test(
  'whatever a server says, a question has an answer, and nobody is signed in by SCRAM without a proof',
  async t => {
    const luck = chance(20261123)
    for (let round = 0; round < ROUNDS; round++) {
      const lines = part(luck)
      const { service } = await playServer(t, lines)
      const tls = luck.one('auto' as const, 'off' as const)
      const { signIn, register } = createAccounts({
        ...{ service, domain: 'localhost', tls, timeout: 0.05, connections: 1 },
        onTrouble: () => undefined,
      })
      const ask = luck.some(0.5) ? signIn : register
      const outcome = await ask({ name: 'romeo', password: 'secret' }).catch((error: unknown) => error)
      // Of PLAIN, the server's word is all that there is.
      const isFine =
        outcome instanceof AccountsUnavailable || OUTCOMES.includes(String(outcome)) || isUnacceptable(outcome)
      const isProven = outcome !== 'right' || JSON.stringify(lines).includes('PLAIN')
      if (!isFine || !isProven) t.fail(`round ${round}: ${String(outcome)}`, { lines })
    }
    t.pass(`${ROUNDS} rounds`)
  },
)
