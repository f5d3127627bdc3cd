import { createHash } from 'node:crypto'
import t from 'tap'
import { API } from '../../src/demo/rest.js'
import { linkedRoom } from '../invites/rest-room.js'
import { assertLike, scenario } from '../scenario/index.js'

const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from('a picture')])
const HASH = createHash('sha1').update(PNG).digest('hex')
const announcement = (room: string, hash: string) =>
  `<presence from='${room}'><x xmlns='vcard-temp:x:update'><photo>${hash}</photo></x></presence>`
const photo = (bytes: Buffer) => `<PHOTO><TYPE>image/png</TYPE><BINVAL>${bytes.toString('base64')}</BINVAL></PHOTO>`

t.test('XEP-0486 3.2: an avatar set over REST is the photo of the vCard, and occupants are told', async t => {
  const { juliet, mercutio } = await scenario(t)
  const { id, jid } = await linkedRoom(juliet, 'public')
  await mercutio.enters(jid)
  await mercutio.receivedMeanwhile()
  t.match(await juliet.calls('POST', `${API}/rooms/${id}/avatar`, PNG), { status: 200, body: { data: { id } } })
  await mercutio.receivesOnly(
    `<message type='groupchat'><x><status code='104'/></x></message>`,
    announcement(jid, HASH),
  )
  const asked = `<iq type='get' to='${jid}'><vCard xmlns='vcard-temp'/></iq>`
  assertLike(await mercutio.asks(asked), `<iq type='result'><vCard>${photo(PNG)}</vCard></iq>`)
  t.match(await juliet.calls('DELETE', `${API}/rooms/${id}/avatar`), { status: 200 })
  await mercutio.receivesOnly(`<message type='groupchat'><x><status code='104'/></x></message>`, announcement(jid, ''))
  assertLike(await mercutio.asks(asked), `<iq type='error'><error><item-not-found/></error></iq>`)
})

t.test('an avatar set over XMPP is served over HTTP; one set over REST leaves the rest of the vCard', async t => {
  const { juliet, url } = await scenario(t)
  const { id, jid } = await linkedRoom(juliet)
  const gets = () => fetch(`${url}/api/room-avatar/${id}?size=512&rand=x`)
  t.equal((await gets()).status, 404)
  const other = Buffer.concat([PNG, Buffer.from('another')])
  await juliet.asks(`<iq type='set' to='${jid}'><vCard xmlns='vcard-temp'><FN>Garden</FN>${photo(other)}</vCard></iq>`)
  const served = await gets()
  t.match([served.status, served.headers.get('content-type')], [200, 'image/png'])
  t.ok(Buffer.from(await served.arrayBuffer()).equals(other))
  await juliet.calls('POST', `${API}/rooms/${id}/avatar`, PNG)
  const vCard = await juliet.asks(`<iq type='get' to='${jid}'><vCard xmlns='vcard-temp'/></iq>`)
  assertLike(vCard, `<iq type='result'><vCard><FN>Garden</FN>${photo(PNG)}</vCard></iq>`)
  t.equal(vCard.getChild('vCard')?.getChildren('PHOTO').length, 1)
})
