import t, { type Test } from 'tap'
import { createAccounts } from '../../src/accounts/accounts.js'
import { preparedPassword } from '../../src/accounts/sasl.js'
import { type Line, mechanisms, offers, playServer, sasl } from './play-server.js'

/** The outcome of a sign-in or the message of its error, and the text that the server received. */
async function signIn(t: Test, lines: readonly Line[], password = 'pencil') {
  const play = await playServer(t, lines)
  const accounts = createAccounts({
    service: play.service,
    domain: 'localhost',
    tls: 'auto',
    timeout: 5,
    connections: 1,
    onTrouble: () => undefined,
  })
  const outcome = await accounts.signIn({ name: 'user', password }).catch((error: Error) => error.message)
  return { outcome, heard: play.heard }
}

function failure(condition: string): Line {
  return { to: /<auth/, says: sasl('failure', `<${condition}/>`) }
}

t.test('RFC 6120 §6.5: failures about the account are outcomes; all others make the server unavailable', async t => {
  const outcomeOf = async (condition: string) =>
    (await signIn(t, [offers(mechanisms('PLAIN')), failure(condition)])).outcome
  t.equal(await outcomeOf('not-authorized'), 'wrong')
  t.equal(await outcomeOf('account-disabled'), 'disabled')
  t.equal(await outcomeOf('credentials-expired'), 'expired')
  t.match(await outcomeOf('temporary-auth-failure'), /refuses every sign-in: temporary-auth-failure/)
  t.match(await outcomeOf('encryption-required'), /encryption-required/)
})

t.test('the strongest of the offered mechanisms is used', async t => {
  const taken = async (...offered: string[]) => {
    const { heard } = await signIn(t, [offers(mechanisms(...offered)), failure('not-authorized')])
    return /mechanism="([^"]+)"/.exec(heard)?.[1]
  }
  t.equal(await taken('PLAIN', 'SCRAM-SHA-1', 'SCRAM-SHA-1-PLUS', 'SCRAM-SHA-256'), 'SCRAM-SHA-256')
  t.equal(await taken('PLAIN', 'SCRAM-SHA-1'), 'SCRAM-SHA-1')
  t.equal(await taken('DIGEST-MD5', 'PLAIN'), 'PLAIN')
  t.match((await signIn(t, [offers(mechanisms('EXTERNAL'))])).outcome, /neither SCRAM nor PLAIN/)
  t.match((await signIn(t, [offers()])).outcome, /neither SCRAM nor PLAIN/)
})

t.test('RFC 5802 §5: a server that does not prove that it knows the password is not believed', async t => {
  const scram = offers(mechanisms('SCRAM-SHA-1'))
  const challenge: Line = { to: /<auth/, says: heard => sasl('challenge', base64(`r=${nonceIn(heard)}x,s=QQ==,i=1`)) }
  for (const proof of ['', base64('v=rmF9pqV8S7suAoZWja4dJRkFsKQ='), base64('e=other-error')]) {
    const { outcome } = await signIn(t, [scram, challenge, { to: /<response/, says: sasl('success', proof) }])
    t.match(outcome, /does not prove/)
  }
  const early = await signIn(t, [scram, { to: /<auth/, says: sasl('success') }])
  t.match(early.outcome, /unexpected answer/)
})

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** The nonce in a client-first-message. */
function nonceIn(auth: string): string {
  const message = Buffer.from(/>([^<]+)</.exec(auth)?.[1] ?? '', 'base64').toString()
  return /r=(.+)$/.exec(message)?.[1] ?? ''
}

t.test('RFC 4013: a password is prepared with SASLprep', async t => {
  const { heard } = await signIn(t, [offers(mechanisms('PLAIN')), failure('not-authorized')], 'I\u00adX\u00a0\u2168')
  t.match(heard, Buffer.from('\0user\0IX IX').toString('base64'))
})

t.test('RFC 4013 §3: the examples of SASLprep', async t => {
  t.equal(preparedPassword('I\u00adX'), 'IX', 'a soft hyphen is mapped to nothing')
  t.equal(preparedPassword('user'), 'user', 'no change')
  t.equal(preparedPassword('USER'), 'USER', 'the case is preserved')
  t.equal(preparedPassword('\u00aa'), 'a', 'NFKC')
  t.equal(preparedPassword('\u2168'), 'IX', 'NFKC')
  t.equal(preparedPassword('\u0007'), undefined, 'a prohibited character')
  t.equal(preparedPassword('\u0627\u0031'), undefined, 'the rule for right-to-left text')
})

t.test('RFC 4013 §2: a password has plain spaces, may have unassigned code points, and is not empty', async t => {
  t.equal(preparedPassword('a\u00a0\u2003\u3000b'), 'a   b')
  t.equal(preparedPassword('\u0221\u{1f642}'), '\u0221\u{1f642}')
  for (const none of ['', '\u00ad']) t.equal(preparedPassword(none), undefined)
})
