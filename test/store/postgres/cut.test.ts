import t from 'tap'
import { OutcomeUnknown } from '../../../src/store/store.js'
import { type Cut, openCuttingProxy } from './cutting-proxy.js'
import { Notebook, smallDatabase, withPostgres } from './fixture.js'

const TIMES = 50

withPostgres(t, 'cut connections to PostgreSQL', (t, server) => {
  for (const where of ['before', 'within', 'behind'] satisfies Cut[]) {
    t.test(
      `a batch whose connection is cut ${where} its commit is written once, ${TIMES} times of ${TIMES}`,
      async t => {
        const proxy = await openCuttingProxy(server.port)
        const book = new Notebook(await smallDatabase(t, server, proxy.port))
        t.teardown(async () => {
          await book.writer.close()
          await proxy.close()
        })
        await book.make('tea@rooms')
        const texts = Array.from({ length: TIMES }, (_, n) => `${n}`)
        for (const [n, text] of texts.entries()) {
          proxy.cutNext(where, n % 2 === 0 ? 'reset' : 'end')
          await book.note('tea@rooms', `${text}a`, `${text}b`)
        }
        t.equal(
          (await book.load('tea@rooms')).get('tea@rooms'),
          texts.flatMap(text => [`${text}a`, `${text}b`]).join(' '),
        )
        t.equal(book.wentBack, 0)
      },
    )
  }

  t.test('the outcome of a batch is unknown if the database does not come back', async t => {
    const proxy = await openCuttingProxy(server.port)
    const url = await smallDatabase(t, server, proxy.port)
    const book = new Notebook(url, { patience: 200 })
    t.teardown(async () => {
      await book.writer.close()
      await proxy.close()
    })
    await book.make('tea@rooms')
    proxy.cutNext('behind', 'reset', { andClose: true })
    t.type(await book.note('tea@rooms', 'perhaps').catch((error: unknown) => error), OutcomeUnknown)
    const refused = await book.note('tea@rooms', 'never').catch((error: unknown) => error)
    t.notOk(refused instanceof OutcomeUnknown)
    t.match(refused, { message: /^The database does not answer/ })
    proxy.setOpen(true)
    await book.note('tea@rooms', 'again')
    t.equal((await book.load('tea@rooms')).get('tea@rooms'), 'perhaps again')
  })
})
