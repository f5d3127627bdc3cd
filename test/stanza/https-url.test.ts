import t from 'tap'
import { isHttpsUrl } from '../../src/stanza/https-url.js'

t.test('a URL of https, without a password; one of http on this machine only where that is allowed', async t => {
  const strict = { mayQuery: false, mayBeLocal: false }
  t.ok(isHttpsUrl('https://id.example.org/keys', strict))
  for (const local of ['http://127.0.0.1:8080/keys', 'http://localhost/', 'http://[::1]/']) {
    t.notOk(isHttpsUrl(local, strict), local)
    t.ok(isHttpsUrl(local, { ...strict, mayBeLocal: true }), local)
  }
  const wrong = [
    'http://id.example.org/',
    'https://u@a.example/',
    'https://a.example/#k',
    'ftp://127.0.0.1/',
    'keys',
    ' https://a/',
  ]
  for (const text of [...wrong, 'https://a.example/?k', 'http://127.0.0.1.example.org/']) {
    t.notOk(isHttpsUrl(text, { ...strict, mayBeLocal: true }), text)
  }
  t.ok(isHttpsUrl('https://a.example/?k', { ...strict, mayQuery: true }))
})
