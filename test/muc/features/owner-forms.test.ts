import t from 'tap'
import { type Actor, assertLike } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const DONE = "<iq type='result'/>"

/** The fields of a form with their values, as a client sends them back that shows each field of the server. */
type Form = Readonly<Record<string, readonly string[]>>

const ROLES = ['moderator', 'participant', 'visitor']

/** The owner's form of Prosody 0.12, with its defaults. Fields without a value have none there either. */
const PROSODY: Form = {
  'muc#roomconfig_roomname': [],
  'muc#roomconfig_roomdesc': [''],
  'muc#roomconfig_lang': ['en'],
  'muc#roomconfig_persistentroom': [],
  'muc#roomconfig_publicroom': ['0'],
  'muc#roomconfig_roomsecret': [''],
  'muc#roomconfig_membersonly': [''],
  '{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites': [],
  'muc#roomconfig_changesubject': [],
  'muc#roomconfig_moderatedroom': [],
  'muc#roomconfig_whois': ['moderators'],
  'muc#roomconfig_historylength': ['20'],
  'muc#roomconfig_defaulthistorymessages': ['20'],
  'muc#roomconfig_presencebroadcast': ROLES,
  'muc#roomconfig_enablearchiving': ['1'],
}

/** The owner's form of ejabberd 23.01, with its defaults. */
const EJABBERD: Form = {
  'muc#roomconfig_roomname': [],
  'muc#roomconfig_roomdesc': [],
  'muc#roomconfig_lang': [''],
  'muc#roomconfig_persistentroom': ['0'],
  'muc#roomconfig_publicroom': ['1'],
  public_list: ['1'],
  'muc#roomconfig_passwordprotectedroom': ['0'],
  'muc#roomconfig_roomsecret': [],
  'muc#roomconfig_maxusers': ['200'],
  'muc#roomconfig_whois': ['moderators'],
  'muc#roomconfig_presencebroadcast': ROLES,
  'muc#roomconfig_membersonly': ['0'],
  'muc#roomconfig_moderatedroom': ['1'],
  members_by_default: ['1'],
  'muc#roomconfig_changesubject': ['1'],
  allow_private_messages: ['1'],
  allow_private_messages_from_visitors: ['anyone'],
  allow_query_users: ['1'],
  'muc#roomconfig_allowinvites': ['0'],
  allow_visitor_status: ['1'],
  allow_visitor_nickchange: ['1'],
  allow_voice_requests: ['1'],
  allow_subscription: ['0'],
  voice_request_min_interval: ['1800'],
  'muc#roomconfig_pubsub': [''],
  enable_hats: ['0'],
}

/** The owner's form of Openfire 4.9, with its defaults and this owner. */
const openfire = (owner: string): Form => ({
  'muc#roomconfig_roomname': ['verona'],
  'muc#roomconfig_roomdesc': ['verona'],
  'muc#roomconfig_changesubject': ['0'],
  'muc#roomconfig_maxusers': ['30'],
  'muc#roomconfig_presencebroadcast': ROLES,
  'muc#roomconfig_publicroom': ['1'],
  'muc#roomconfig_persistentroom': ['0'],
  'muc#roomconfig_moderatedroom': ['0'],
  'muc#roomconfig_membersonly': ['0'],
  'muc#roomconfig_allowinvites': ['0'],
  'muc#roomconfig_passwordprotectedroom': ['0'],
  'muc#roomconfig_roomsecret': [''],
  'muc#roomconfig_whois': ['anyone'],
  'muc#roomconfig_allowpm': ['anyone'],
  'muc#roomconfig_enablelogging': ['0'],
  'x-muc#roomconfig_reservednick': ['0'],
  'x-muc#roomconfig_canchangenick': ['1'],
  'x-muc#roomconfig_registration': ['1'],
  'muc#roomconfig_roomadmins': [''],
  'muc#roomconfig_roomowners': [owner],
})

/** Submits the form and gives the configuration after it. */
async function takes(owner: Actor, room: string, form: Form): Promise<Record<string, string[]>> {
  assertLike(await owner.configures(room, form), DONE)
  return owner.readsConfiguration(room)
}

t.test("10.2: the whole owner's form of Prosody is taken, its empty fields change nothing", async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_persistentroom': '1', 'muc#roomconfig_allowinvites': '1' })
  t.match(await takes(romeo, room, PROSODY), {
    'muc#roomconfig_lang': ['en'],
    'muc#roomconfig_persistentroom': ['1'],
    'muc#roomconfig_publicroom': ['0'],
    'muc#roomconfig_membersonly': ['0'],
    'muc#roomconfig_allowinvites': ['1'],
    'muc#roomconfig_moderatedroom': ['0'],
    'muc#roomconfig_passwordprotectedroom': ['0'],
    'muc#maxhistoryfetch': ['20'],
    'muc#roomconfig_enablelogging': ['1'],
  })
})

t.test("10.2: what an owner fills in in Prosody's form takes effect", async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  const filled = {
    ...PROSODY,
    'muc#roomconfig_roomname': ['A Dark Cave'],
    'muc#roomconfig_roomsecret': ['cauldronburn'],
    '{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites': ['1'],
    'muc#roomconfig_historylength': ['7'],
    'muc#roomconfig_presencebroadcast': ['none', 'moderator'],
    'muc#roomconfig_enablearchiving': ['0'],
  }
  t.match(await takes(romeo, room, filled), {
    'muc#roomconfig_roomname': ['A Dark Cave'],
    'muc#roomconfig_passwordprotectedroom': ['1'],
    'muc#roomconfig_allowinvites': ['1'],
    'muc#maxhistoryfetch': ['7'],
    'muc#roomconfig_presencebroadcast': ['moderator', 'none'],
    'muc#roomconfig_enablelogging': ['0'],
  })
})

t.test("10.2: the whole owner's form of ejabberd is taken, and its values take effect", async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  t.match(await takes(romeo, room, EJABBERD), {
    public_list: ['1'],
    'muc#roomconfig_maxusers': ['200'],
    'muc#roomconfig_moderatedroom': ['1'],
    members_by_default: ['1'],
    'muc#roomconfig_changesubject': ['1'],
    'muc#roomconfig_allowpm': ['anyone'],
    'muc#roomconfig_allowvisitorstatus': ['1'],
    'muc#roomconfig_allowvisitornickchange': ['1'],
    enable_hats: ['0'],
  })
  const filled = {
    ...EJABBERD,
    allow_private_messages: ['0'],
    allow_visitor_status: ['0'],
    allow_visitor_nickchange: ['0'],
    voice_request_min_interval: ['60'],
  }
  t.match(await takes(romeo, room, filled), {
    'muc#roomconfig_allowpm': ['none'],
    'muc#roomconfig_allowvisitorstatus': ['0'],
    'muc#roomconfig_allowvisitornickchange': ['0'],
    voice_request_min_interval: ['60'],
  })
  t.match((await takes(romeo, room, EJABBERD))['muc#roomconfig_allowpm'], ['anyone'])
})

t.test("10.2: the whole owner's form of Openfire is taken, and its values take effect", async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  t.match(await takes(romeo, room, openfire(romeo.bare)), {
    'muc#roomconfig_roomname': ['verona'],
    'muc#roomconfig_maxusers': ['30'],
    'muc#roomconfig_whois': ['anyone'],
    'muc#roomconfig_enablelogging': ['0'],
    'x-muc#roomconfig_registration': ['open'],
    'muc#roomconfig_roomowners': [romeo.bare],
  })
  const filled = {
    ...openfire(romeo.bare),
    'muc#roomconfig_maxusers': ['0'],
    'muc#roomconfig_passwordprotectedroom': ['1'],
    'muc#roomconfig_roomsecret': ['cauldronburn'],
    'muc#roomconfig_allowpm': ['2'],
    'x-muc#roomconfig_registration': ['0'],
    'muc#roomconfig_roomadmins': [juliet.bare],
  }
  t.match(await takes(romeo, room, filled), {
    'muc#roomconfig_maxusers': ['none'],
    'muc#roomconfig_passwordprotectedroom': ['1'],
    'muc#roomconfig_roomsecret': ['cauldronburn'],
    'muc#roomconfig_allowpm': ['moderators'],
    'x-muc#roomconfig_registration': ['closed'],
    'muc#roomconfig_roomadmins': [juliet.bare],
  })
})

t.test("x-muc#roomconfig_registration takes Openfire's values beside ours", async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  const values = { 1: 'open', false: 'closed', true: 'open', 0: 'closed', approval: 'approval' }
  for (const [value, expected] of Object.entries(values)) {
    const now = await takes(romeo, room, { 'x-muc#roomconfig_registration': [value] })
    t.same(now['x-muc#roomconfig_registration'], [expected], value)
  }
})

t.test('muc#roomconfig_allowpm takes the numbers of Openfire and the roles of Prosody', async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  const values = {
    0: 'anyone',
    1: 'participants',
    2: 'moderators',
    3: 'none',
    visitor: 'anyone',
    participant: 'participants',
    moderator: 'moderators',
  }
  for (const [value, expected] of Object.entries(values)) {
    const now = await takes(romeo, room, { 'muc#roomconfig_allowpm': [value] })
    t.same(now['muc#roomconfig_allowpm'], [expected], value)
  }
})

t.test('an empty maxusers is no limit; an empty switch, choice or number is left as it is', async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  const set = {
    'muc#roomconfig_maxusers': ['30'],
    'muc#roomconfig_moderatedroom': ['1'],
    'muc#roomconfig_whois': ['anyone'],
    voice_request_min_interval: ['60'],
  }
  const before = await takes(romeo, room, set)
  for (const blank of [[], ['']]) {
    const now = await takes(romeo, room, Object.fromEntries(Object.keys(set).map(name => [name, blank])))
    t.same(now, { ...before, 'muc#roomconfig_maxusers': ['none'] })
    await takes(romeo, room, set)
  }
})

t.test('a language that is no tag is ignored, and the owner is told; the rest of the form is taken', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_lang': 'it' })
  await juliet.receivedMeanwhile()
  for (const tongue of ['the tongue of Verona', 'x'.repeat(36)]) {
    const form = { 'muc#roomconfig_lang': [tongue], 'muc#roomconfig_roomname': [`In ${tongue}`] }
    assertLike(await romeo.configures(room, form), DONE)
    const note = await romeo.receives(`<message from='${room}' type='groupchat'><body/></message>`)
    t.match(note.getChildText('body'), tongue)
    t.match(await romeo.readsConfiguration(room), {
      'muc#roomconfig_lang': ['it'],
      'muc#roomconfig_roomname': [`In ${tongue}`],
    })
    await juliet.receivesOnly(`<message from='${room}'><x><status code='104'/></x></message>`)
  }
  await romeo.leaves(room)
  await romeo.configures(room, { 'muc#roomconfig_lang': 'no tag' })
  await romeo.receives(`<message from='${room}'><body/></message>`)
})
