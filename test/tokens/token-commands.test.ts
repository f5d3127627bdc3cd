import t from 'tap'
import { filledIn, noteOf, optionsOf } from '../invites/link-command.js'
import { gives, tableOf } from '../muc/features/command.js'
import { type Actor, assertRefused, type Scene, scenario } from '../scenario/index.js'

const COMMAND = 'urn:latchstring:command:'
const [GET, LIST, REVOKE] = [`${COMMAND}get-token`, `${COMMAND}tokens`, `${COMMAND}revoke-tokens`]
const ROOMS = { method: 'POST', path: '/api/rainbow/enduser/v1.0/rooms', body: { name: 'The orchard' } } as const

/** Gets a token by the command. */
async function gets(actor: Actor, domain: string, fields: Record<string, string | string[]>) {
  return filledIn(await gives(actor, [domain, GET], { fields }))
}

/** The status of the REST API's answer to making a room with a token. */
async function withToken({ calls, juliet }: Scene, token = ''): Promise<number> {
  return (await calls(juliet.bare, { ...ROOMS, token })).status
}

t.test('a token from the command is valid for REST within the requested scope', async t => {
  const scene = await scenario(t)
  const { juliet, domain } = scene
  const form = await gives(juliet, [domain, GET])
  t.match(filledIn(form), { hours: '24', scopes: 'links' })
  t.same(Object.keys(optionsOf(form, 'scopes')), ['links', 'rooms'])
  const got = await gets(juliet, domain, { label: 'Lute', scopes: ['rooms', 'links'], hours: '2' })
  t.equal(got['scopes'], 'links rooms')
  t.equal(await withToken(scene, got['token']), 200)
  const { token } = await gets(juliet, domain, { label: 'Flute', scopes: 'links' })
  t.equal(await withToken(scene, token), 403)
})

t.test('the list of my tokens is mine alone and contains no credential', async t => {
  const { juliet, romeo, domain } = await scenario(t)
  const got = await gets(juliet, domain, { label: 'Lute', scopes: 'links' })
  await gets(romeo, domain, { label: 'Flute', scopes: 'links' })
  const reply = await gives(juliet, [domain, LIST])
  t.match(tableOf(reply), [{ label: ['Lute'], scopes: ['links'], id: [got['id']], expires: [got['expires']] }])
  t.equal(tableOf(reply).length, 1)
  t.notMatch(reply.toString(), got['token'])
})

t.test('a revoked token is refused; the others stay valid', async t => {
  const scene = await scenario(t)
  const { juliet, romeo, domain } = scene
  t.equal(noteOf(await gives(juliet, [domain, REVOKE])), 'You have no API tokens.')
  const lute = await gets(juliet, domain, { label: 'Lute', scopes: 'rooms' })
  const flute = await gets(juliet, domain, { label: 'Flute', scopes: 'rooms' })
  const id = lute['id'] ?? ''
  t.match(optionsOf(await gives(juliet, [domain, REVOKE]), 'tokens')[id], /^Lute \(….{6}\), rooms, created /)
  await gets(romeo, domain, { label: 'His', scopes: 'rooms' })
  assertRefused(await gives(romeo, [domain, REVOKE], { fields: { tokens: id } }), ['item-not-found', 'cancel'])
  t.equal(noteOf(await gives(juliet, [domain, REVOKE], { fields: { tokens: id } })), 'Revoked: 1.')
  t.equal(await withToken(scene, lute['token']), 401)
  t.equal(await withToken(scene, flute['token']), 200)
})

t.test("a token exceeds neither its user's scopes nor the longest lifetime", async t => {
  const { juliet, mercutio, domain } = await scenario(t, { admins: ['mercutio'] })
  const asks = (fields: Record<string, string>) =>
    gives(juliet, [domain, GET], { fields: { label: 'Lute', scopes: 'links', ...fields } })
  assertRefused(await asks({ scopes: 'admin' }), ['forbidden', 'auth'])
  assertRefused(await asks({ hours: '8761' }), ['not-acceptable', 'modify'])
  assertRefused(await asks({ hours: '0' }), ['not-acceptable', 'modify'], 'hours')
  assertRefused(await asks({ label: 'x'.repeat(256) }), ['not-acceptable', 'modify'], 'label')
  assertRefused(await asks({ label: ' ' }), ['bad-request', 'modify'], 'label')
  t.same(tableOf(await gives(juliet, [domain, LIST])), [])
  t.equal((await gets(mercutio, domain, { label: 'Queen Mab', scopes: 'admin' }))['scopes'], 'admin')
})

t.test('a token that fails to commit is not shown and does not exist', async t => {
  const { juliet, domain, store } = await scenario(t)
  store.failNextCommit()
  const failed = await gives(juliet, [domain, GET], { fields: { label: 'Lute', scopes: 'links' } })
  assertRefused(failed, ['internal-server-error', 'wait'])
  t.same(tableOf(await gives(juliet, [domain, LIST])), [])
})

t.test('a revocation that fails to commit keeps the token', async t => {
  const scene = await scenario(t)
  const { juliet, domain, store } = scene
  const { id = '', token } = await gets(juliet, domain, { label: 'Lute', scopes: 'rooms' })
  store.failNextCommit()
  const failed = await gives(juliet, [domain, REVOKE], { fields: { tokens: id } })
  assertRefused(failed, ['internal-server-error', 'wait'])
  t.equal(await withToken(scene, token), 200)
})
