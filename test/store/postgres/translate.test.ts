import t from 'tap'
import { queryOf, translated } from '../../../src/store/postgres/translate.js'
import { statement } from '../../../src/store/tables/statement.js'

const inPostgres = (sql: string) => translated(sql, { isNumbers: list => list === 'numbers' }).text

t.test('parameters get numbers, a name the same one each time', async t => {
  t.same(translated('select @b where a = @a or b = @b'), {
    text: 'select $1 where a = $2 or b = $1',
    parameters: ['b', 'a'],
  })
  t.same(translated('values (?, ?)', { prefix: 'given.p' }), {
    text: 'values (given.p1, given.p2)',
    parameters: [0, 1],
  })
})

t.test('the name user gets quotes, other words do not', async t => {
  t.equal(
    inPostgres('select user, u.User, user_hash, "user" from user as u where user = @user'),
    'select "user", u."user", user_hash, "user" from "user" as u where "user" = $1',
  )
})

t.test('a list is a table of texts or numbers', async t => {
  t.equal(
    inPostgres('select value from each(@texts) where id in (select value from each( @numbers ))'),
    'select value from unnest($1::text[]) as each(value) where id in (select value from unnest($2::bigint[]) as each(value))',
  )
})

t.test('hints for indexes vanish', async t => {
  t.equal(
    inPostgres('select * from a indexed by a_at where x join b not indexed where y'),
    'select * from a where x join b where y',
  )
})

t.test('texts, names in quotes and comments stay', async t => {
  const kept = `select 'a user''s @x ?', "the user ?" -- each(@x) ?\n/* @y user\n*/ from a`
  t.equal(inPostgres(kept), kept)
})

t.test('a statement may have a text for PostgreSQL alone', async t => {
  const both = statement<{ a: number }>('select iif(@a, 1, 2)', {
    postgres: 'select case when @a = 1 then 1 else 2 end',
  })
  t.match(queryOf(both.with({ a: 1 })), { text: 'select case when $1 = 1 then 1 else 2 end', values: [1] })
})

t.test('a query has the name of its text, and the values in the order of the parameters', async t => {
  const one = statement<{ a: string; list: readonly string[] | readonly number[] }>('select @a, value from each(@list)')
  const [texts, numbers, again] = [
    queryOf(one.with({ list: ['x'], a: 'a' })),
    queryOf(one.with({ list: [1], a: 'a' })),
    queryOf(one.pluck().with({ list: [], a: 'b' })),
  ]
  t.same(
    [texts.values, numbers.values, again.values],
    [
      ['a', ['x']],
      ['a', [1]],
      ['b', []],
    ],
  )
  t.equal(texts.name, again.name)
  t.not(texts.name, numbers.name)
  t.equal(again.rowMode, 'array')
})

t.test('a missing value is an error', async t => {
  const wrong: Record<string, string> = {}
  t.throws(() => queryOf(statement<Record<string, string>>('select @a').with(wrong)), /parameter @a/)
})
