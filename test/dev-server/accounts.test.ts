import t from 'tap'
import { Accounts } from '../../src/dev-server/accounts.js'

t.test('user names are prepared, passwords are not', async t => {
  const accounts = new Accounts('localhost', new Map([['Romeo', 'Secret']]))
  t.ok(accounts.accepts('romeo', 'Secret'))
  t.notOk(accounts.accepts('romeo', 'secret'))
  t.notOk(accounts.accepts('romeo', ''))
  t.throws(() => accounts.add('romeo@localhost', 'x'), { message: /write the part before the @/ })
})

t.test('an account that is added while the server runs can sign in', async t => {
  const accounts = new Accounts('localhost', new Map())
  t.notOk(accounts.accepts('juliet', 'x'))
  t.notOk(accounts.has('juliet'))
  accounts.add('juliet', 'x')
  t.ok(accounts.accepts('juliet', 'x'))
  t.ok(accounts.has('juliet'))
})

t.test('if every name is accepted, the oldest of more than 100,000 is dropped', async t => {
  const accounts = new Accounts('localhost', undefined)
  for (let i = 0; i <= 100_000; i++) accounts.accepts(`user${i}`, 'x')
  t.notOk(accounts.has('user0'))
  t.ok(accounts.has('user1'))
  accounts.accepts('user1', 'x')
  accounts.accepts('another', 'x')
  t.ok(accounts.has('user1'), 'the oldest is the one that has not signed in for longest')
  t.notOk(accounts.has('user2'))
})

t.test('each anonymous account is different', async t => {
  const accounts = new Accounts('localhost', new Map())
  const [first, second] = [accounts.addAnonymous(), accounts.addAnonymous()]
  t.not(first, second)
  t.ok(accounts.has(first))
  accounts.forget(first)
  t.notOk(accounts.has(first))
})
