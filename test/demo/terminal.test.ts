import t from 'tap'
import { prettyStanza } from '../../src/demo/pretty-stanza.js'
import { oneLine } from '../../src/plain-text.js'
import { xml } from '../../src/stanza/element.js'

t.test('a text of a stranger is one line of the terminal, without controls and not too long', async t => {
  t.equal(oneLine('a\u001b[31mb\nc\u202ed\u0085'), 'a\\u{1b}[31mb\\u{a}c\\u{202e}d\\u{85}')
  t.equal(oneLine('é ☃ 你'), 'é ☃ 你')
  t.equal(oneLine('x'.repeat(1000)).length, 301)
})

t.test('a stanza is printed with one element per line, without controls', async t => {
  const message = xml('message', { to: 'a@b' }, xml('body', {}, 'x\u009b31m'))
  t.equal(prettyStanza(message), '  <message to="a@b">\n    <body>x\\u{9b}31m</body>\n  </message>')
})
