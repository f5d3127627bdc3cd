import { createHash } from 'node:crypto'
import t from 'tap'
import { capabilityText, verificationText } from '../../src/stanza/capability-hash.js'
import { childElements, type Element, parseElement } from '../../src/stanza/element.js'

const hash = (text: string, algorithm: string) => createHash(algorithm).update(text).digest('base64')
const query = (inside: string): Element[] =>
  childElements(parseElement(`<query xmlns='http://jabber.org/protocol/disco#info'>${inside}</query>`))
const features = (...names: string[]) => names.map(name => `<feature var='${name}'/>`).join('')
const disco = ['http://jabber.org/protocol/disco#info', 'http://jabber.org/protocol/disco#items']
const muc = 'http://jabber.org/protocol/muc'
const softwareInfo = (values: Record<string, string[]>) => {
  const fields = Object.entries(values).map(
    ([name, all]) => `<field var='${name}'>${all.map(value => `<value>${value}</value>`).join('')}</field>`,
  )
  return `<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>
    <value>urn:xmpp:dataforms:softwareinfo</value></field>${fields.join('')}</x>`
}

t.test('XEP-0115 5.2: the simple example has the verification string of the specification', async t => {
  const simple = query(
    `<identity category='client' type='pc' name='Exodus 0.9.1'/>
    ${features(muc, ...disco, 'http://jabber.org/protocol/caps')}`,
  )
  t.equal(hash(verificationText(simple), 'sha1'), 'QgayPKawpkPSDYmwT/WM94uAlu0=')
})

t.test('XEP-0115 5.3: so does the complex example with two identities and a form', async t => {
  const complex = query(
    `<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>
    <identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>
    ${features('http://jabber.org/protocol/caps', ...disco, muc)}
    ${softwareInfo({ os: ['Mac'], ip_version: ['ipv6', 'ipv4'], os_version: ['10.5.1'], software: ['Psi'], software_version: ['0.11'] })}`,
  )
  t.equal(hash(verificationText(complex), 'sha1'), 'q07IKJEyjvHSyhy//CH0CxmKi8w=')
})

t.test('XEP-0390 4.5.1: the simple example has both hashes of the specification', async t => {
  const p = 'http://jabber.org/protocol'
  const simple = query(
    `<identity category='client' name='BombusMod' type='mobile'/>
    ${features(`${p}/si`, `${p}/bytestreams`, `${p}/chatstates`, ...disco, 'urn:xmpp:ping', 'jabber:iq:time')}
    ${features('jabber:iq:privacy', 'jabber:iq:version', `${p}/rosterx`, 'urn:xmpp:time', 'jabber:x:oob', `${p}/ibb`)}
    ${features(`${p}/si/profile/file-transfer`, 'urn:xmpp:receipts', 'jabber:iq:roster', 'jabber:iq:last')}`,
  )
  t.equal(hash(capabilityText(simple), 'sha256'), 'kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=')
  t.equal(hash(capabilityText(simple), 'sha3-256'), '79mdYAfU9rEdTOcWDO7UEAt6E56SUzk/g6TnqUeuD9Q=')
})

t.test('XEP-0390 4.1: names, values and forms each end in a separator of their own', async t => {
  const described = query(
    `<identity category='a' type='b'/>${features('g', 'f')}${softwareInfo({ os: ['Y', 'X'], none: [] })}`,
  )
  const form = 'FORM_TYPE\x1furn:xmpp:dataforms:softwareinfo\x1f\x1enone\x1f\x1eos\x1fX\x1fY\x1f\x1e\x1d'
  t.equal(capabilityText(described), `f\x1fg\x1f\x1ca\x1fb\x1f\x1f\x1f\x1e\x1c${form}\x1c`)
})

t.test('XEP-0390 4.1: texts are sorted by their octets', async t => {
  // The full-width letter comes after the emoji by UTF-16, and before it by UTF-8.
  t.equal(capabilityText(query(features('😀', 'ａ', 'b'))), 'b\x1fａ\x1f😀\x1f\x1c\x1c\x1c')
})
