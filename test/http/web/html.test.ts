import t from 'tap'
import { html } from '../../../src/http/web/html.js'

t.test('an inserted text stays text, in an element and in an attribute', async t => {
  const text = `<b title="x" id='y'>&amp;</b>`
  const escaped = '&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;'
  t.equal(html`<p title="${text}">${text}</p>`.toString(), `<p title="${escaped}">${escaped}</p>`)
})

t.test('a nested template stays HTML, alone and in a list', async t => {
  const items = ['<', '>'].map(item => html`<li>${item}</li>`)
  t.equal(html`<ul>${items}</ul>${['&', 1]}`.toString(), '<ul><li>&lt;</li><li>&gt;</li></ul>&amp;1')
})

t.test('undefined is left out, and zero is not', async t => {
  t.equal(html`<p>${undefined}${0}${''}</p>`.toString(), '<p>0</p>')
})

t.test('an object that only resembles a template is text', async t => {
  const forged = { toString: () => '<script>' }
  t.equal(html`${forged as unknown as string}`.toString().includes('<script>'), false)
})
