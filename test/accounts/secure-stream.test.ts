import { networkInterfaces } from 'node:os'
import t, { type Test } from 'tap'
import { type AccountsOptions, createAccounts, type SignInOutcome } from '../../src/accounts/accounts.js'
import { CERTIFICATE } from './certificate.js'
import { type Line, mechanisms, offers, PROCEED, playServer, STARTTLS, sasl } from './play-server.js'

const SIGN_IN: Line[] = [offers(mechanisms('PLAIN')), { to: /<auth/, says: sasl('success') }]
const OVER_TLS = [offers(STARTTLS, mechanisms('PLAIN')), PROCEED, ...SIGN_IN]
/** The PLAIN message of `romeo` with the password `secret`. */
const PLAIN = Buffer.from('\0romeo\0secret').toString('base64')
/** An address of this machine that is not a loopback address. */
const elsewhere = Object.values(networkInterfaces())
  .flatMap(addresses => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address

async function attempt(t: Test, lines: readonly Line[], options: Partial<AccountsOptions> & { host?: string } = {}) {
  const play = await playServer(t, lines, options.host)
  const troubles: string[] = []
  const { signIn } = createAccounts({
    service: play.service,
    domain: 'localhost',
    tls: 'auto',
    timeout: 5,
    connections: 1,
    onTrouble: reason => troubles.push(reason),
    ...options,
  })
  const outcome = await signIn({ name: 'romeo', password: 'secret' }).catch((): SignInOutcome | undefined => undefined)
  return { outcome, trouble: troubles[0], heard: play.heard }
}

t.test('auto: on this machine TLS is used if offered, with any certificate', async t => {
  t.match(await attempt(t, OVER_TLS), { outcome: 'right', heard: PLAIN })
  t.match(await attempt(t, SIGN_IN), { outcome: 'right', heard: PLAIN })
})

t.test('required: a server without TLS or with an untrusted certificate gets no password', async t => {
  const without = await attempt(t, SIGN_IN, { tls: 'required' })
  t.match(without, { outcome: undefined, trouble: /offers no TLS/ })
  t.notMatch(without.heard, '<auth')
  const unknown = await attempt(t, OVER_TLS, { tls: 'required' })
  t.match(unknown, { outcome: undefined, trouble: /self.signed/ })
  t.notMatch(unknown.heard, '<auth')
})

t.test('required: the certificate must be valid for the domain of the accounts, not for the host', async t => {
  t.match(await attempt(t, OVER_TLS, { tls: 'required', ca: CERTIFICATE }), { outcome: 'right' })
  const foreign = await attempt(t, OVER_TLS, { tls: 'required', ca: CERTIFICATE, domain: 'example.org' })
  t.match(foreign, { outcome: undefined, trouble: /altnames|Altnames/i })
})

t.test('off: TLS is not negotiated', async t => {
  const { outcome, heard } = await attempt(t, [offers(STARTTLS, mechanisms('PLAIN')), ...SIGN_IN.slice(1)], {
    tls: 'off',
  })
  t.equal(outcome, 'right')
  t.notMatch(heard, '<starttls')
})

t.test('another machine never gets a password without TLS', { skip: !elsewhere }, async t => {
  const host = elsewhere ?? ''
  for (const tls of ['auto', 'required', 'off'] as const) {
    const { outcome, heard } = await attempt(t, SIGN_IN, { tls, host })
    t.equal(outcome, undefined, tls)
    t.notMatch(heard, PLAIN)
  }
  const unknown = await attempt(t, OVER_TLS, { host })
  t.match(unknown, { outcome: undefined, trouble: /self.signed/ }, 'auto: nor with an untrusted certificate')
  t.match(await attempt(t, OVER_TLS, { host, ca: CERTIFICATE }), { outcome: 'right' })
})

t.test('plain text injected after <proceed/> ends the stream', async t => {
  const injected = { ...PROCEED, says: `${String(PROCEED.says)}${sasl('success')}` }
  const { outcome, trouble } = await attempt(t, [offers(STARTTLS), injected, ...SIGN_IN])
  t.equal(outcome, undefined)
  t.match(trouble, /between STARTTLS and TLS/)
})

t.test('a server that sends <proceed/> and then ends the stream ends the sign-in', async t => {
  const error = "<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
  for (const [farewell, trouble] of [
    ['</stream:stream>', /closed the stream/],
    [error, /system-shutdown/],
  ] as const) {
    const ending = { to: PROCEED.to, says: `${String(PROCEED.says)}${farewell}` }
    t.match(await attempt(t, [offers(STARTTLS, mechanisms('PLAIN')), ending]), { outcome: undefined, trouble })
  }
})

t.test('an answer that is not XMPP or is too long ends the sign-in', async t => {
  const says = (text: string) => attempt(t, [{ to: /./, says: text }])
  t.match(await says('HTTP/1.1 400 Bad Request\r\n\r\n'), { outcome: undefined, trouble: /no XML|no answer/ })
  t.match(await says(`<a><b>${'x'.repeat(300_000)}`), { outcome: undefined, trouble: /too much/ })
  t.match(await says('<s><features/></s>'), { outcome: undefined, trouble: /what it offers/ })
  const error = "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
  t.match(await says(`${String(offers().says)}${error}`), { outcome: undefined, trouble: /./ })
})
