import t from 'tap'
import type { MadeGuest } from '../../src/guests/make.js'
import { answerRequest } from '../../src/invites/pending-requests.js'
import { revokeLink } from '../../src/invites/revoke.js'
import { affiliationOf } from '../../src/muc/model/room.js'
import { ReasonedRefusal } from '../../src/stanza/error.js'
import { entry, errorIn, type GuestStage, guestStage, HOME, has, ROMEO, ROOM } from './guest-stage.js'

const BY = 'romeo@localhost'
const WITH_APPROVAL = { terms: { admission: 'unlock_ack' as const } }
const REGISTER = 'http://jabber.org/protocol/muc#register'

/** A guest who waits for an approval and has tried to enter. */
async function waitingGuest(stage: GuestStage) {
  const nina = await stage.comes('Nina')
  const jid = `${nina.jid}/tab`
  await stage.passes(entry(jid, 'Nina'))
  return { ...nina, full: jid, refused: errorIn(stage.inbox(jid)) }
}

const formAnswer = (
  user: string,
  allow: number,
) => `<message from='${ROMEO}' to='${ROOM}'><x xmlns='jabber:x:data' type='submit'>
  <field var='FORM_TYPE'><value>${REGISTER}</value></field><field var='x-muc#register_jid'><value>${user}</value></field>
  <field var='muc#register_roomnick'><value>Nina</value></field><field var='muc#register_allow'><value>${allow}</value></field></x></message>`

t.test('a guest waits: the moderators read who asks, and entering is refused until one approves', async t => {
  const stage = await guestStage(t, WITH_APPROVAL)
  const nina = await waitingGuest(stage)
  t.equal(nina.status, 'waiting')
  t.same(nina.refused, ['registration-required', 'Please wait: a moderator decides whether you may join.'])
  const texts = stage.inbox(ROMEO).map(stanza => stanza.getChildText('body') ?? '')
  t.ok(
    texts.some(text =>
      text.includes('Nina asks to join verona (verona@rooms.localhost), as a guest, by a link of romeo@localhost'),
    ),
    texts.join('\n'),
  )
})

t.test('9.9: each way of approval lets the guest in, without an affiliation, an invitation or a delivery', async t => {
  const ways: Record<string, (stage: GuestStage, user: string) => Promise<unknown>> = {
    form: (stage, user) => stage.passes(formAnswer(user, 1)),
    line: (stage, user) =>
      stage.passes(
        `<message type='chat' from='${ROMEO}' to='rooms.localhost'><body>approve ${user} verona</body></message>`,
      ),
    rest: (stage, user) =>
      stage.turn(context => answerRequest(context, context.room, { user, by: BY, isAllowed: true })),
  }
  for (const [way, approves] of Object.entries(ways)) {
    const stage = await guestStage(t, WITH_APPROVAL)
    const nina = await waitingGuest(stage)
    await approves(stage, nina.jid)
    t.ok(has(stage.inbox(nina.jid), `<message from='rooms.localhost' type='chat'/>`), way)
    await stage.passes(entry(nina.full, 'Nina'))
    t.ok(has(stage.inbox(nina.full), `<presence from='${ROOM}/Nina'><x><status code='110'/></x></presence>`), way)
    t.same(
      stage.delivered.filter(stanza => stanza.includes(nina.jid) && stanza.includes(`to="guest-`)),
      [],
      way,
    )
    const { rows } = await stage.turn(({ room }) => ({
      rows: [affiliationOf(room, nina.jid), room.maps.registration?.size],
    }))
    t.same(rows, ['none', 0], way)
    t.equal((await stage.link())?.uses, 1, way)
  }
})

t.test('a declined guest is ended, and gets no delivery', async t => {
  const stage = await guestStage(t, WITH_APPROVAL)
  const nina = await waitingGuest(stage)
  await stage.passes(formAnswer(nina.jid, 0))
  t.ok(has(stage.inbox(nina.jid), `<message from='rooms.localhost' type='chat'/>`))
  t.equal((await stage.service.lookUp({ guestBy: nina.jid })).guestBy, undefined)
  t.notOk(stage.delivered.some(stanza => stanza.includes('to="guest-')))
})

t.test('a revoked link declines its waiting guests, without a delivery', async t => {
  const stage = await guestStage(t, WITH_APPROVAL)
  const nina = await waitingGuest(stage)
  const invite = await stage.link()
  await stage.turn(context => invite && revokeLink(context, context.room, { invite, by: BY }))
  t.equal((await stage.service.lookUp({ guestBy: nina.jid })).guestBy, undefined)
  t.notOk(stage.delivered.some(stanza => stanza.includes('to="guest-')))
})

t.test(
  'one address has at most half as many pending requests as are left to others, and any other has at least one',
  async t => {
    const stage = await guestStage(t, WITH_APPROVAL)
    /** Asks as often as it may. */
    const crowd = async (address: string) => {
      const jids: string[] = []
      while (jids.length < 100) {
        const made = await stage.comes('Nina', { address }).catch((refusal: unknown) => refusal)
        if (made instanceof ReasonedRefusal) return { jids, refusal: made.reason }
        jids.push((made as MadeGuest).jid)
      }
      return { jids, refusal: undefined }
    }
    const hostile = await crowd('192.0.2.66')
    t.match(hostile, { jids: { length: 33 }, refusal: 'too-many-guests' })
    const school = await crowd(HOME)
    t.match(school, { jids: { length: 22 }, refusal: 'too-many-guests' })
    const [first = ''] = school.jids
    await stage.turn(context => answerRequest(context, context.room, { user: first, by: BY, isAllowed: true }))
    t.match(await crowd(HOME), { jids: { length: 1 }, refusal: 'too-many-guests' })
    for (let n = 1; n <= 5; n++) await crowd(`198.51.100.${n}`)
    t.match(await stage.comes('Paula', { address: '203.0.113.1' }), { status: 'waiting' })
  },
)
