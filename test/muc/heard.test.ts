import t from 'tap'
import { Heard } from '../../src/muc/heard.js'

const names = (heard: readonly { session: string }[]) => heard.map(({ session }) => session)

t.test(
  '18.1.2: who was stored comes first, then who has been silent longest; who has been heard of since does not',
  async t => {
    const heard = new Heard()
    for (const [at, session] of ['juliet', 'romeo', 'tybalt'].entries()) heard.note('verona', session, at)
    heard.noteStored('verona', 'nurse')
    heard.noteStored('verona', 'juliet')
    heard.note('verona', 'romeo', 9)
    t.same(names(heard.takeSilentSince(5, 2)), ['nurse', 'juliet'])
    t.same(names(heard.takeSilentSince(5, 2)), ['tybalt'])
    t.same(names(heard.takeSilentSince(10, 2)), ['romeo'])
    t.same(heard.takeSilentSince(10, 2), [])
  },
)
