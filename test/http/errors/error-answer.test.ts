import t from 'tap'
import { answerTo } from '../../../src/http/errors/error-answer.js'
import { ERRORS, errorNameOf, kindOf } from '../../../src/http/errors/error-kinds.js'
import { Refusal } from '../../../src/rooms-api/refusal.js'
import { StanzaError } from '../../../src/stanza/error.js'
import { TokenRefusal } from '../../../src/tokens/refusal.js'

t.test('the list of errors is sorted by status', async t => {
  const statuses = Object.values(ERRORS).map(({ status }) => status)
  t.same(statuses, statuses.toSorted())
})

t.test('each stanza error condition belongs to at most one error', async t => {
  const conditions = Object.keys(ERRORS).flatMap(name => kindOf(name as keyof typeof ERRORS).conditions ?? [])
  t.equal(new Set(conditions).size, conditions.length)
  t.equal(errorNameOf('item-not-found'), 'not-found')
  t.equal(errorNameOf('jid-malformed'), undefined)
})

t.test('a refusal has the entry of its reason, else that of its condition, else 403', async t => {
  t.match(answerTo(new Refusal('unknown-link', 'No such link.')).body, { errorDetailsCode: 404115 })
  t.match(answerTo(new Refusal('unknown-user', 'No such user.')).body, { errorDetailsCode: 404000 })
  t.match(answerTo(new Refusal('malformed-domain', 'No domain.')).body, { errorDetailsCode: 400000 })
  t.match(answerTo(new Refusal('wrong-room-password', 'Wrong password.')).body, { errorDetailsCode: 403000 })
  t.match(answerTo(new TokenRefusal('too-many-tokens', 'Too many.')).body, { errorDetailsCode: 403000 })
})

t.test('a stanza error whose condition has no entry is a fault to be logged', async t => {
  t.match(answerTo(new StanzaError('jid-malformed', 'No JID.')), { name: 'fault', isUnloggedFault: true })
  t.match(answerTo(new Error('a secret')), { body: { errorCode: 500, errorDetails: /log/ }, isUnloggedFault: true })
})

t.test('a fault that the service has logged keeps its text', async t => {
  const { body, isUnloggedFault } = answerTo(new StanzaError('internal-server-error', 'Try again.'))
  t.match(body, { errorCode: 500, errorDetails: 'Try again.', errorDetailsCode: 500000 })
  t.equal(isUnloggedFault, false)
})
