import t from 'tap'
import { addressName } from '../../../src/http/server/address-name.js'

t.test('an IPv4 address has one name, however it is written', async t => {
  t.equal(addressName('192.0.2.7'), '192.0.2.7')
  for (const address of ['::ffff:192.0.2.7', '::ffff:c000:207', '0:0:0:0:0:FFFF:c000:0207']) {
    t.equal(addressName(address), '192.0.2.7', address)
  }
  t.not(addressName('192.0.2.7'), addressName('192.0.2.8'))
})

t.test('an IPv6 address has the name of its /64 network', async t => {
  const network = '2001:db8:0:7::/64'
  for (const address of [
    '2001:db8:0:7::1',
    '2001:0DB8:0000:0007:ffff::',
    '2001:db8:0:7:1:2:3:4',
    '2001:db8::7:1:2:3:4',
  ]) {
    t.equal(addressName(address), network, address)
  }
  t.equal(addressName('::1'), '0:0:0:0::/64')
  t.equal(addressName('fe80::1%eth0'), 'fe80:0:0:0::/64')
  t.equal(addressName('64:ff9b::192.0.2.7'), '64:ff9b:0:0::/64')
})

t.test('the port that some proxies write behind an address does not change its name', async t => {
  t.equal(addressName('192.0.2.7:51234'), '192.0.2.7')
  t.equal(addressName('[2001:db8:0:7::1]:443'), '2001:db8:0:7::/64')
  t.equal(addressName('[2001:db8:0:7::1]'), '2001:db8:0:7::/64')
})

t.test('a text that is not an address is its own name', async t => {
  for (const text of ['', 'unknown', '[x]', '1.2.3', ':::', '[fe80::1%]'] as const)
    t.type(addressName(text), 'string', text)
})
