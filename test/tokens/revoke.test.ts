import t from 'tap'
import { JULIET, ROMEO, tokenService } from './token-service.js'

t.test('a revoked token is deleted; the others stay', async t => {
  const { issues, revokes, lists } = tokenService(t)
  const [one, other] = [await issues(), await issues()]
  await revokes(one.stored.id)
  t.strictSame(await lists(), [other.stored])
})

t.test('a user revokes only their own tokens', async t => {
  const { issues, revokes, lists } = tokenService(t)
  const { stored } = await issues({ user: JULIET })
  for (const id of [stored.id, 'x', '']) await t.rejects(revokes(id), { name: 'TokenRefusal', reason: 'unknown-token' })
  t.strictSame(await lists(JULIET), [stored])
})

t.test('a token cannot revoke one with wider scopes', async t => {
  const { issues, revokes, revokesAll, lists } = tokenService(t, { admins: [ROMEO] })
  const [narrow, wide] = [await issues({ scopes: ['links'] }), await issues()]
  await t.rejects(revokes(wide.stored.id, ['links', 'rooms']), {
    name: 'TokenRefusal',
    reason: 'wider-scope',
    message: /links rooms admin/,
  })
  t.equal(await revokesAll(['links']), 1)
  t.strictSame(await lists(), [wide.stored])
  await t.rejects(revokes(narrow.stored.id), { name: 'TokenRefusal', reason: 'unknown-token' })
})

t.test('revoking all tokens revokes all of this user and none of another', async t => {
  const { issues, revokesAll, lists } = tokenService(t)
  for (let i = 0; i < 3; i++) await issues()
  const { stored } = await issues({ user: JULIET })
  t.equal(await revokesAll(['links', 'rooms']), 3)
  t.strictSame([await lists(), await lists(JULIET)], [[], [stored]])
})

t.test('a revocation that fails to commit has no effect', async t => {
  const { issues, revokes, lists, store } = tokenService(t)
  const { stored } = await issues()
  store.failNextCommit()
  await t.rejects(revokes(stored.id), { name: 'StanzaError', condition: 'internal-server-error' })
  t.strictSame(await lists(), [stored])
})
