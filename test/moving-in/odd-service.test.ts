import t, { type Test } from 'tap'
import { OldService } from '../../src/moving-in/old-service.js'
import { type Redirection, redirectionsOf } from '../../src/moving-in/redirect.js'
import { Staging } from '../../src/moving-in/staging.js'
import { visit } from '../../src/moving-in/visit.js'
import { mechanisms, offers, playServer, sasl } from '../accounts/play-server.js'
import { OLD, reads } from './old-rooms.js'

const ROOM = `garden@${OLD}`
const BOUND =
  "<iq type='result' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>a@localhost/x</jid></bind></iq>"
const STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas'
const INFO = `<query xmlns='http://jabber.org/protocol/disco#info'><feature var='muc_passwordprotected'/>
  <x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roominfo</value></field>
  <field var='muc#roominfo_subject'><value/></field></x></query>`

/** A service of one room; `page` gives the page of its archive after an id, or an error's condition. */
async function service(t: Test, page: (after: string | undefined) => string) {
  const answer = (heard: string): string => {
    const [, to, id] = /<iq to="([^"]+)" type="..." id="([^"]+)"/.exec(heard) ?? []
    const result = (payload: string) => `<iq type='result' from='${to}' id='${id}'>${payload}</iq>`
    if (heard.includes('disco#items')) return result(`<query xmlns='x'><item jid='${ROOM}'/></query>`)
    if (heard.includes('disco#info')) return result(INFO)
    if (heard.includes('muc#admin')) return result("<query xmlns='http://jabber.org/protocol/muc#admin'/>")
    if (heard.includes('muc#owner')) return result(`<query xmlns='x'><x xmlns='jabber:x:data' type='form'/></query>`)
    if (heard.includes('<max>0</max>')) return result(fin(''))
    if (!heard.includes('urn:xmpp:mam:2'))
      return `<iq type='error' from='${to}' id='${id}'>${refusal('forbidden')}</iq>`
    const said = page(/<after>(.*)<\/after>/.exec(heard)?.[1])
    if (!said.includes('<')) return `<iq type='error' from='${to}' id='${id}'>${refusal(said)}</iq>`
    return said.replace('<fin', `<iq type='result' from='${to}' id='${id}'><fin`).replace('</fin>', '</fin></iq>')
  }
  return connected(t, Array(40).fill({ to: /<iq/, says: answer }))
}

async function connected(t: Test, lines: Parameters<typeof playServer>[1], longestAnswer = 60_000) {
  const server = await playServer(t, [
    offers(mechanisms('PLAIN')),
    { to: /<auth/, says: sasl('success') },
    offers(),
    { to: /<bind/, says: BOUND },
    ...lines,
  ])
  const troubles: string[] = []
  const old = new OldService({
    server: { service: server.service, domain: 'localhost', tls: 'off', timeout: 10 },
    account: { name: 'a', password: 'secret' },
    rate: 1000,
    onTrouble: trouble => troubles.push(trouble),
    pauseAfter: () => 1,
    longestAnswer,
  })
  t.teardown(() => old.close())
  return { old, troubles, server }
}

function refusal(condition: string, type = 'cancel'): string {
  return `<error type='${type}'><${condition} xmlns='${STANZAS}'/></error>`
}

function fin(last: string, isComplete = false): string {
  const set = `<set xmlns='http://jabber.org/protocol/rsm'>${last === '' ? '' : `<last>${last}</last>`}</set>`
  return `<fin xmlns='urn:xmpp:mam:2' complete='${isComplete}'>${set}</fin>`
}

function result(id: string): string {
  const said = `<message xmlns='jabber:client' type='groupchat' from='${ROOM}/R'><body>${id}</body></message>`
  const delay = "<delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z'/>"
  const forwarded = `<forwarded xmlns='urn:xmpp:forward:0'>${delay}${said}</forwarded>`
  return `<message from='${ROOM}'><result xmlns='urn:xmpp:mam:2' queryid='page' id='${id}'>${forwarded}</result></message>`
}

async function read(t: Test, old: OldService) {
  const staging = new Staging(':memory:', OLD)
  t.teardown(() => staging.close())
  await reads(old, staging)
  staging.putTakenIn(ROOM)
  const plan: Redirection[] = []
  for await (const one of redirectionsOf({ service: old, staging, to: 'rooms.localhost', now: Date.now }))
    plan.push(one)
  return { staging, plan }
}

t.test('an archive that gives the same pages again comes to an end, and the old room stays', async t => {
  const { old } = await service(t, after => result('x') + fin(after === 'a' ? 'b' : after === 'b' ? 'c' : 'a'))
  const { staging, plan } = await read(t, old)
  t.equal(staging.count(), 1)
  t.match(plan, [{ obstacle: 'The archive gives the same pages again' }])
})

t.test('an old room stays if its archive could not be read, but not if it has none', async t => {
  const { old } = await service(t, () => 'internal-server-error')
  t.match((await read(t, old)).plan, [{ obstacle: 'The archive cannot be read' }])
  const without = await service(t, () => 'feature-not-implemented')
  t.match((await read(t, without.old)).plan, [{ obstacle: undefined }])
})

t.test('a page that is longer than was asked for is read to its end', async t => {
  const ids = Array.from({ length: 2100 }, (_, index) => `m${index}`)
  const after = (id: string | undefined) => ids.slice(id === undefined ? 0 : ids.indexOf(id) + 1)
  const { old } = await service(t, id => after(id).map(result).join('') + fin('m2099', true))
  t.equal((await read(t, old)).staging.count(), 2100)
})

t.test('a room with a password that is not known is for members only', async t => {
  const { old } = await service(t, () => fin('', true))
  const { staging } = await read(t, old)
  t.match(staging.room(ROOM)?.records, [{ kind: 'room', settings: { membersOnly: true } }])
})

t.test('a full room that says wait is left at once, without its subject', async t => {
  const full = `<presence type='error' from='${ROOM}'>${refusal('service-unavailable', 'wait')}</presence>`
  const { old, troubles } = await connected(t, [{ to: /<presence/, says: full }])
  await t.rejects(
    visit(old, { room: ROOM, password: '' }, async () => undefined),
    { name: 'Refusal' },
  )
  t.same(troubles, [])
})

t.test('after a silence it signs in again: the connection may be lost on the way', async t => {
  const { old, server } = await connected(t, [{ to: /<presence/, says: '' }], 50)
  await t.rejects(
    visit(old, { room: ROOM, password: '' }, async () => undefined),
    { name: 'Unreadable' },
  )
  t.equal(server.heard.match(/<auth/g)?.length, 3)
})
