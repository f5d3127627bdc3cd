import t from 'tap'
import { Scram } from '../../src/accounts/scram.js'

const user = { name: 'user', password: 'pencil' }

t.test('RFC 5802 §5: the example with SHA-1', async t => {
  const scram = new Scram('sha1', { ...user, nonce: 'fyko+d2lbbFgONRv9qkxdawL' })
  t.equal(scram.first(), 'n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL')
  t.equal(
    await scram.final('r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096'),
    'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
  )
  t.ok(scram.isProvenBy('v=rmF9pqV8S7suAoZWja4dJRkFsKQ='))
  t.notOk(scram.isProvenBy('v=smF9pqV8S7suAoZWja4dJRkFsKQ='))
  t.notOk(scram.isProvenBy(''))
})

t.test('RFC 7677 §3: the example with SHA-256', async t => {
  const scram = new Scram('sha256', { ...user, nonce: 'rOprNGfwEbeRWgbNEkqO' })
  t.equal(
    await scram.final('r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'),
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  )
  t.ok(scram.isProvenBy('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='))
})

t.test('RFC 5802 §5.1: a comma and an equals sign in a name are encoded', async t => {
  t.equal(new Scram('sha1', { name: 'a,b=c', password: 'x', nonce: 'n' }).first(), 'n,,n=a=2Cb=3Dc,r=n')
})

t.test('a nonce that does not extend ours and an invalid message are refused', async t => {
  const scram = new Scram('sha1', { ...user, nonce: 'abc' })
  for (const first of ['r=abd123,s=QQ==,i=1', 'r=abc,s=QQ==,i=1', 'r=abcd,s=QQ==', 'r=abcd,s=QQ==,i=0', '']) {
    await t.rejects(scram.final(first), { name: 'AccountsUnavailable' }, first)
  }
  await t.rejects(scram.final('r=abcd,s=QQ==,i=1000001'), { message: /invalid/ })
  t.notOk(scram.isProvenBy('v='), 'an empty proof is no proof')
})
