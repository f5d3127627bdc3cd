import t from 'tap'
import { WrongAttempts } from '../../src/limits/wrong-attempts.js'

/** Starts as many attempts of a name at once, which are all right or all wrong. The result: how many could start. */
async function crowd(attempts: WrongAttempts, name: string, of: { size: number; isWrong: boolean }): Promise<number> {
  const started = Array.from({ length: of.size }, async () => {
    if ((await attempts.begin(name)) > 0) return 0
    await new Promise(setImmediate)
    attempts.end(name, of.isWrong)
    return 1
  })
  return (await Promise.all<number>(started)).reduce((sum, one) => sum + one, 0)
}

t.test('right attempts use nothing up, however many come at once; wrong ones are limited for each name', async t => {
  const attempts = new WrongAttempts(3)
  t.equal(await crowd(attempts, 'class', { size: 200, isWrong: false }), 200)
  t.equal(await crowd(attempts, 'class', { size: 200, isWrong: true }), 3)
  t.equal(await crowd(attempts, 'class', { size: 200, isWrong: false }), 0)
  t.equal(await crowd(attempts, 'another', { size: 200, isWrong: false }), 200)
})

t.test('right attempts that wait behind wrong ones pass while a place is left', async t => {
  const attempts = new WrongAttempts(3)
  const [two, right] = [
    crowd(attempts, 'class', { size: 2, isWrong: true }),
    crowd(attempts, 'class', { size: 200, isWrong: false }),
  ]
  t.same(await Promise.all([two, right]), [2, 200])
})

t.test('at most 1000 attempts of a name wait', async t => {
  t.equal(await crowd(new WrongAttempts(3), 'class', { size: 1100, isWrong: false }), 1003)
})

t.test('0 is no limit', async t => {
  const attempts = new WrongAttempts(0)
  t.equal(await crowd(attempts, 'class', { size: 2000, isWrong: true }), 2000)
})
