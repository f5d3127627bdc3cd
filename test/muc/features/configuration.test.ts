import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const FORM_TYPE = ['http://jabber.org/protocol/muc#roomconfig']
const DONE = "<iq type='result'/>"
const CHANGED = (room: string) => `<message type='groupchat' from='${room}'><x><status code='104'/></x></message>`
const owner = (type: string, query: string) => `<iq type='${type}' to='verona@rooms.localhost'>
  <query xmlns='http://jabber.org/protocol/muc#owner'>${query}</query></iq>`
const submits = (form: string) => owner('set', `<x xmlns='jabber:x:data' type='submit'>${form}</x>`)

/** Each value differs from the default. */
const OTHER_DEFAULTS = {
  public: false,
  persistent: true,
  membersOnly: true,
  moderated: true,
  whois: 'anyone',
  allowPrivateMessages: 'none',
  visitorPrivateMessages: 'nobody',
  allowQueries: false,
  allowNickChange: false,
  allowVisitorNickChange: false,
  allowVisitorStatus: false,
  enableHats: false,
  newcomersHaveVoice: true,
  publicOccupants: true,
  getMemberList: ['participant'],
  lang: 'it',
  maxHistoryFetch: 7,
  changeSubject: true,
  allowInvites: true,
  maxUsers: 7,
  logging: false,
  presenceBroadcast: ['moderator'],
  reservedNicksOnly: true,
  allowVoiceRequests: false,
  voiceRequestInterval: 7,
  registration: 'open',
  autoRegister: 'unlock_ack',
  linkPreview: 'full',
  linkGuests: false,
  linkLifetime: 60,
  maxLinkLifetime: 600,
  linkUses: 5,
  maxLinkUses: 50,
  maxLinks: 9,
} as const

t.test('Rule 50, §10.2: the form has the current value of each field', async t => {
  const { romeo, room } = await scenario(t)
  await romeo.enters(room)
  t.same(await romeo.readsConfiguration(room), {
    FORM_TYPE,
    'muc#roomconfig_roomname': [],
    'muc#roomconfig_roomdesc': [],
    'muc#roomconfig_lang': [],
    'muc#roomconfig_publicroom': ['1'],
    'muc#roomconfig_persistentroom': ['0'],
    'muc#roomconfig_membersonly': ['0'],
    'muc#roomconfig_passwordprotectedroom': ['0'],
    'muc#roomconfig_roomsecret': [],
    'muc#roomconfig_moderatedroom': ['0'],
    members_by_default: ['0'],
    'muc#roomconfig_whois': ['moderators'],
    'muc#roomconfig_maxusers': ['none'],
    'muc#roomconfig_enablelogging': ['1'],
    'x-muc#roomconfig_reservednick': ['0'],
    'x-muc#roomconfig_registration': ['approval'],
    'x-muc#roomconfig_canchangenick': ['1'],
    'muc#roomconfig_allowvisitornickchange': ['1'],
    allow_voice_requests: ['1'],
    voice_request_min_interval: ['1800'],
    'muc#roomconfig_presencebroadcast': ['moderator', 'participant', 'visitor'],
    'muc#roomconfig_allowvisitorstatus': ['1'],
    'muc#maxhistoryfetch': ['50'],
    'muc#roomconfig_changesubject': ['0'],
    'muc#roomconfig_allowpm': ['anyone'],
    allow_private_messages_from_visitors: ['anyone'],
    'muc#roomconfig_allowinvites': ['0'],
    'muc#roomconfig_getmemberlist': ['moderator', 'participant', 'visitor'],
    public_list: ['0'],
    allow_query_users: ['1'],
    enable_hats: ['1'],
    'x-muc#roomconfig_contactjid': [],
    'muc#roomconfig_roomadmins': [],
    'muc#roomconfig_roomowners': [romeo.bare],
    'x-muc#roomconfig_autoregister': ['unlock'],
    'x-muc#roomconfig_linkpreview': ['name'],
    'x-muc#roomconfig_linkguests': ['1'],
    'x-muc#roomconfig_linklifetime': ['0'],
    'x-muc#roomconfig_maxlinklifetime': ['0'],
    'x-muc#roomconfig_linkuses': ['0'],
    'x-muc#roomconfig_maxlinkuses': ['0'],
    'x-muc#roomconfig_maxlinks': ['100'],
    'x-muc#roomconfig_messageevents': ['0'],
    'x-muc#roomconfig_occupantevents': ['0'],
  })
})

t.test('10.1.3, 10.2: the form has a title, instructions and a label for each field to fill in', async t => {
  const { romeo, room } = await scenario(t)
  romeo.sends(`<presence to='${room}/romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  const first = (await romeo.asks(owner('get', ''))).getChild('query')?.getChild('x')
  t.match(first?.getChildText('instructions'), /open the room/)
  await romeo.configures(room, { 'muc#roomconfig_roomname': 'A Dark Cave' })
  const x = (await romeo.asks(owner('get', ''))).getChild('query')?.getChild('x')
  t.match(x?.getChildText('title'), 'A Dark Cave')
  t.notMatch(x?.getChildText('instructions'), /open the room/)
  const [formType, ...fields] = x?.getChildren('field').map(field => field.attrs) ?? []
  t.match(formType, { var: 'FORM_TYPE', type: 'hidden' })
  for (const field of fields) t.ok(field['label'] && field['type'], field['var'])
})

t.test('rooms.defaults: a new room has the default of each key of the configuration', async t => {
  const { romeo, room } = await scenario(t, { rooms: { defaults: OTHER_DEFAULTS } })
  await romeo.enters(room)
  t.match(await romeo.readsConfiguration(room), {
    'muc#roomconfig_publicroom': ['0'],
    'muc#roomconfig_persistentroom': ['1'],
    'muc#roomconfig_membersonly': ['1'],
    'muc#roomconfig_moderatedroom': ['1'],
    'muc#roomconfig_whois': ['anyone'],
    'muc#roomconfig_maxusers': ['7'],
    'muc#roomconfig_enablelogging': ['0'],
    'x-muc#roomconfig_reservednick': ['1'],
    'x-muc#roomconfig_registration': ['open'],
    allow_voice_requests: ['0'],
    voice_request_min_interval: ['7'],
    'muc#roomconfig_presencebroadcast': ['moderator'],
    'muc#roomconfig_changesubject': ['1'],
    'muc#roomconfig_allowpm': ['none'],
    'muc#roomconfig_allowinvites': ['1'],
    'muc#roomconfig_lang': ['it'],
    'muc#maxhistoryfetch': ['7'],
    'muc#roomconfig_getmemberlist': ['participant'],
    'x-muc#roomconfig_canchangenick': ['0'],
    'muc#roomconfig_allowvisitornickchange': ['0'],
    'muc#roomconfig_allowvisitorstatus': ['0'],
    allow_private_messages_from_visitors: ['nobody'],
    allow_query_users: ['0'],
    enable_hats: ['0'],
    members_by_default: ['1'],
    public_list: ['1'],
    'x-muc#roomconfig_autoregister': ['unlock_ack'],
    'x-muc#roomconfig_linkpreview': ['full'],
    'x-muc#roomconfig_linkguests': ['0'],
    'x-muc#roomconfig_linklifetime': ['60'],
    'x-muc#roomconfig_maxlinklifetime': ['600'],
    'x-muc#roomconfig_linkuses': ['5'],
    'x-muc#roomconfig_maxlinkuses': ['50'],
    'x-muc#roomconfig_maxlinks': ['9'],
  })
})

t.test('10.2: fields absent from the form are kept, and the change survives a restart', async t => {
  const { romeo, room, restart } = await scenario(t)
  await romeo.enters(room)
  const before = await romeo.readsConfiguration(room)
  const changes = { 'muc#roomconfig_moderatedroom': '1', 'muc#roomconfig_allowpm': 'moderators' }
  assertLike(await romeo.configures(room, changes), DONE)
  await restart()
  const after = { ...before, 'muc#roomconfig_moderatedroom': ['1'], 'muc#roomconfig_allowpm': ['moderators'] }
  t.same(await romeo.readsConfiguration(room), after)
})

t.test('10.2: all fields are set by one form', async t => {
  const { romeo, room } = await scenario(t)
  await romeo.enters(room)
  const wanted = {
    'muc#roomconfig_roomname': 'A Dark Cave',
    'muc#roomconfig_roomdesc': 'The place for all good witches!',
    'muc#roomconfig_publicroom': '0',
    'muc#roomconfig_persistentroom': '1',
    'muc#roomconfig_membersonly': '1',
    'muc#roomconfig_passwordprotectedroom': '1',
    'muc#roomconfig_roomsecret': 'cauldronburn',
    'muc#roomconfig_moderatedroom': '1',
    'muc#roomconfig_whois': 'anyone',
    'muc#roomconfig_maxusers': '30',
    'muc#roomconfig_enablelogging': '0',
    'x-muc#roomconfig_reservednick': '1',
    'x-muc#roomconfig_registration': 'closed',
    allow_voice_requests: '0',
    voice_request_min_interval: '60',
    'muc#roomconfig_presencebroadcast': ['moderator', 'visitor'],
    'muc#roomconfig_changesubject': '1',
    'muc#roomconfig_allowpm': 'participants',
    'muc#roomconfig_allowinvites': '1',
    'muc#roomconfig_lang': 'en-GB',
    'muc#maxhistoryfetch': '10',
    'muc#roomconfig_getmemberlist': ['moderator', 'participant'],
    'x-muc#roomconfig_canchangenick': '0',
    'muc#roomconfig_allowvisitornickchange': '0',
    'muc#roomconfig_allowvisitorstatus': '0',
    'x-muc#roomconfig_contactjid': ['hecate@shakespeare.example', 'crone1@shakespeare.example'],
    allow_private_messages_from_visitors: 'moderators',
    allow_query_users: '0',
    enable_hats: '0',
    members_by_default: '1',
    public_list: '1',
    'x-muc#roomconfig_autoregister': 'lock',
    'x-muc#roomconfig_linkpreview': 'nothing',
    'x-muc#roomconfig_linkguests': '0',
    'x-muc#roomconfig_linklifetime': '3600',
    'x-muc#roomconfig_maxlinklifetime': '7200',
    'x-muc#roomconfig_linkuses': '6',
    'x-muc#roomconfig_maxlinkuses': '60',
    'x-muc#roomconfig_messageevents': '1',
    'x-muc#roomconfig_occupantevents': '1',
    'x-muc#roomconfig_maxlinks': '10',
    'muc#roomconfig_roomadmins': ['tybalt@capulet.example'],
    'muc#roomconfig_roomowners': [romeo.bare, 'benvolio@montague.example'],
  }
  assertLike(await romeo.configures(room, wanted), DONE)
  const expected = Object.entries(wanted).map(([name, value]) => [name, [value].flat()])
  t.same(await romeo.readsConfiguration(room), { FORM_TYPE, ...Object.fromEntries(expected) })
})

t.test('10.2.1: a change is announced to all occupants with 104', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  assertLike(await romeo.configures(room, { 'muc#roomconfig_roomname': 'A Dark Cave' }), DONE)
  for (const actor of [romeo, juliet, mercutio]) {
    const [change] = await actor.receivesOnly(CHANGED(room))
    t.same(
      change?.getChildElements().map(({ name }) => name),
      ['x'],
    )
  }
})

t.test('10.2.1: a form without changes is not announced', async t => {
  const { romeo, juliet, room } = await gathered(t)
  assertLike(
    await romeo.configures(room, { 'muc#roomconfig_moderatedroom': '0', 'muc#roomconfig_maxusers': 'none' }),
    DONE,
  )
  assertLike(await romeo.asks(submits('')), DONE)
  for (const actor of [romeo, juliet]) await actor.receivesNothing()
})

t.test('Rule 50, §10.2: only an owner gets and sets the configuration', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  for (const person of [juliet, mercutio, await actor('tybalt')]) {
    for (const request of [owner('get', ''), submits(''), owner('set', "<x xmlns='jabber:x:data' type='cancel'/>")]) {
      assertRefused(await person.asks(request), ['forbidden', 'auth'])
    }
  }
  await romeo.leaves(room)
  assertLike(await romeo.configures(room, { 'muc#roomconfig_roomname': 'From afar' }), DONE)
})

t.test('Rule 50, §10.2: cancelling leaves the configuration as it was', async t => {
  const { romeo, juliet, room } = await gathered(t)
  const before = await romeo.readsConfiguration(room)
  assertLike(await romeo.asks(owner('set', "<x xmlns='jabber:x:data' type='cancel'/>")), DONE)
  t.same(await romeo.readsConfiguration(room), before)
  await juliet.receivesNothing()
})

t.test('10.1.3: an invalid value is not-acceptable, is named, and changes nothing else', async t => {
  const { romeo, juliet, room } = await gathered(t)
  const before = await romeo.readsConfiguration(room)
  const wrong = {
    publicroom: 'perhaps',
    persistentroom: '2',
    membersonly: 'yes',
    moderatedroom: 'on',
    passwordprotectedroom: '-1',
    changesubject: 'no',
    allowinvites: 'all',
    whois: 'none',
    allowpm: 'everybody',
    maxusers: '-5',
    presencebroadcast: ['moderator', 'owner'],
    getmemberlist: ['owner'],
    allowvisitorstatus: 'maybe',
    allowvisitornickchange: 'maybe',
  }
  for (const [field, value] of Object.entries(wrong)) {
    const name = `muc#roomconfig_${field}`
    const reply = await romeo.configures(room, { 'muc#roomconfig_roomname': 'A Dark Cave', [name]: value })
    assertRefused(reply, ['not-acceptable', 'modify'], name)
  }
  t.same(await romeo.readsConfiguration(room), before)
  await juliet.receivesNothing()
})

t.test('10.2: a request without a form, or with another form, is refused', async t => {
  const { romeo, room } = await gathered(t)
  const other = '<value>jabber:iq:register</value>'
  const requests = [
    owner('set', ''),
    owner('set', "<x xmlns='jabber:x:data' type='form'/>"),
    submits(`<field var='FORM_TYPE'>${other}</field><field var='muc#roomconfig_roomname'><value>A</value></field>`),
  ]
  for (const request of requests) assertRefused(await romeo.asks(request), ['bad-request', 'modify'])
  assertRefused(await romeo.configures(`inverness@${room.slice(7)}`, {}), ['item-not-found', 'cancel'])
})

t.test("10.2: a room stored before a field existed has the service's default", async t => {
  const { romeo, room, store, restart } = await scenario(t, { rooms: { defaults: { lang: 'it' } } })
  await romeo.enters(room)
  await romeo.configures(room, { 'muc#roomconfig_lang': 'en', 'muc#roomconfig_roomname': 'A Dark Cave' })
  const { rooms } = await store.load({ jids: [room], roomIds: [], openInviteIds: [], creators: [], at: 0 })
  const was = rooms[0]?.record
  if (!was) throw new Error('the room is not stored')
  const config = JSON.parse(JSON.stringify({ ...was.config, lang: undefined }))
  await store.commit([{ kind: 'record', room, was, now: { ...was, config } }])
  await restart()
  t.match(await romeo.readsConfiguration(room), {
    'muc#roomconfig_lang': ['it'],
    'muc#roomconfig_roomname': ['A Dark Cave'],
  })
})

t.test('10.2: a configuration that fails to commit has no effect', async t => {
  const { romeo, juliet, room, store } = await gathered(t)
  const before = await romeo.readsConfiguration(room)
  store.failNextCommit()
  const reply = await romeo.configures(room, { 'muc#roomconfig_moderatedroom': '1', 'muc#roomconfig_whois': 'anyone' })
  assertRefused(reply, ['internal-server-error', 'wait'])
  for (const actor of [romeo, juliet]) await actor.receivesNothing()
  t.same(await romeo.readsConfiguration(room), before)
})
