import t from 'tap'
import { adviceFor, LinkError, TroubleLog, troubleOf } from '../../src/xmpp/link-trouble.js'
import { keptLog } from './component-listener.js'

const where = { service: 'xmpp://127.0.0.1:5347', domain: 'rooms.example.org' }

for (const [trouble, prosody, ejabberd] of [
  ['not-authorized', 'component_secret', 'ejabberd_service'],
  ['host-unknown', 'Component "rooms.example.org"', 'hosts: {"rooms.example.org": {password'],
  ['conflict', 'component_conflict_resolve = "kick_old"', 'mod_muc'],
  ['invalid-from', 'validate_from_addresses = false', 'check_from: false'],
  ['invalid-namespace', 'component_ports', 'module: ejabberd_service'],
  ['policy-violation', 'component_stanza_size_limit', 'max_stanza_size'],
  ['ECONNREFUSED', 'without "muc"', 'module: ejabberd_service'],
  ['closed', 'component_interfaces', 'access of the listener'],
  ['no-answer', 'component_ports', 'ejabberd_service'],
] as const) {
  t.test(`the advice for ${trouble} names the options of Prosody and of ejabberd`, async t => {
    const advice = adviceFor(trouble, where)
    t.match(advice, prosody)
    t.match(advice, ejabberd)
  })
}

t.test('the advice for any other trouble names the service', async t => {
  for (const trouble of ['EHOSTUNREACH', 'ENOTFOUND', 'system-shutdown', 'reset', 'constructor']) {
    t.match(adviceFor(trouble, where), where.service)
  }
})

t.test('a trouble is the word of a LinkError, the code of a system error, or undefined-condition', async t => {
  t.equal(troubleOf(new LinkError('conflict', 'Component already connected')), 'conflict')
  t.equal(troubleOf(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })), 'ECONNREFUSED')
  t.equal(troubleOf('what?'), 'undefined-condition')
})

t.test('a trouble is logged at first, rarely while it repeats, and again after a good link', async t => {
  const log = keptLog()
  const troubles = new TroubleLog({ ...where, log })
  const conflict = new LinkError('conflict', 'Component already connected')
  for (let i = 0; i < 60; i++) troubles.report(conflict)
  t.equal(log.lines.length, 1)
  t.match(log.text(), '"serverText":"Component already connected"')
  troubles.report(conflict)
  t.equal(log.lines.length, 2)
  troubles.report(new LinkError('not-authorized'))
  t.equal(log.lines.length, 3)
  troubles.forget()
  troubles.report(new LinkError('not-authorized'))
  t.equal(log.lines.length, 4)
})
