import t from 'tap'
import { failureText } from '../src/cli/failure.js'

t.test('what another server has written cannot steer the terminal when a command fails', async t => {
  t.equal(failureText(new Error('It said: \u001b[2J\nno \u202eanswer')), 'It said: \\u{1b}[2J\nno \\u{202e}answer')
})
