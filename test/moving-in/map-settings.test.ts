import t from 'tap'
import { roomSettings } from '../../src/app/service-settings.js'
import { embeddedConfig } from '../../src/config/config.js'
import { settingsOf } from '../../src/moving-in/map-settings.js'
import { parseElement } from '../../src/stanza/element.js'

const KEYS = { xmpp: { secret: 's' }, auth: { jwt: { secret: 'a secret of at least thirty-two characters' } } }

/** What the settings and the notes are for a form with these fields, as XML. */
function mapped(...fields: readonly string[]) {
  const form = parseElement(`<x xmlns='jabber:x:data' type='form'>${fields.join('')}</x>`)
  const { settings, notes } = settingsOf(form, roomSettings(embeddedConfig(KEYS)))
  return { settings, notes: notes.map(({ what, value }) => `${what}: ${value}`) }
}

const field = (name: string, value: string, type = 'text-single') =>
  `<field var='${name}' type='${type}'><value>${value}</value></field>`

t.test('settings have the names of XEP-0045 §15.5.3, and those of the peers', async t => {
  const { settings, notes } = mapped(
    field('muc#roomconfig_roomname', 'Garden'),
    field('muc#roomconfig_maxusers', 'none'),
    field('muc#roomconfig_allowpm', 'participants'),
    field('mam', '1', 'boolean'),
    field('{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites', '1', 'boolean'),
  )
  t.match(settings, {
    name: 'Garden',
    maxUsers: 0,
    allowPrivateMessages: 'participants',
    logging: true,
    allowInvites: true,
  })
  t.same(notes, [])
})

t.test('a switch of Prosody without a value is off', async t => {
  const { settings } = mapped("<field var='muc#roomconfig_changesubject' type='boolean'/>")
  t.same(settings, { changeSubject: false })
})

t.test('a field without a counterpart is a note, unless its value loses nothing', async t => {
  const { notes } = mapped(
    field('muc#roomconfig_captcha', 'always'),
    field('allow_subscription', '0', 'boolean'),
    field('muc#roomconfig_pubsub', ''),
    field('', 'A heading', 'fixed'),
  )
  t.same(notes, ['The setting muc#roomconfig_captcha has no counterpart: always'])
})

t.test('a value that does not fit is a note, and the other fields count', async t => {
  const { settings, notes } = mapped(
    field('muc#roomconfig_allowpm', 'on Sundays'),
    field('allow_private_messages_from_visitors', 'nobody'),
    field('muc#roomconfig_roomname', 'x'.repeat(300)),
  )
  t.match(settings, { visitorPrivateMessages: 'nobody', name: 'x'.repeat(255) })
  t.equal(settings.allowPrivateMessages, 'anyone', 'the default of the service')
  t.match(notes, [
    /^The setting muc#roomconfig_roomname is cut to 255/,
    /does not fit: The field muc#roomconfig_allowpm/,
  ])
  t.equal(notes.length, 2)
})
