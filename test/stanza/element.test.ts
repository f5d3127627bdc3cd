import library from '@xmpp/xml'
import t from 'tap'
import { attr, childElements, copyOf, type Element, parseElement, xml } from '../../src/stanza/element.js'

function child(element: Element): Element {
  const [first] = childElements(element)
  if (!first) throw new Error(`${element} has no child element`)
  return first
}

t.test('an element is read with its content in order', async t => {
  const text = '<message to="a@b"><body>one<b>two</b>three</body>four<x xmlns="urn:x"/>five</message>'
  t.equal(parseElement(text).toString(), text)
})

t.test('a parsed element has no parent', async t => {
  const element = parseElement(' <a/>\n')
  t.equal(element.parent, null)
  t.equal(element.root(), element)
  t.equal(element.getNS(), undefined)
})

t.test('characters outside ASCII, entities and character references are read', async t => {
  const element = parseElement('<a b="&quot;&apos;&#10;é">🙂 é &lt;&amp;&gt; &#x1F642;&#233;<![CDATA[<c>&amp;]]></a>')
  t.equal(attr(element, 'b'), '"\'\né')
  t.equal(element.getText(), '🙂 é <&> 🙂é<c>&amp;')
})

t.test('comments and an XML declaration are ignored', async t => {
  t.equal(parseElement("<?xml version='1.0'?><!-- a > b --><a><!-- <c/> --></a>").toString(), '<a/>')
})

t.test('a text that is not exactly one element is refused', async t => {
  const beside = [
    '',
    ' ',
    'x',
    '<a/><b/>',
    '<a/>x',
    'x<a/>',
    '<a/>&amp;',
    '<a/></a>',
    '</a>',
    '<a/></text>',
    '</text><a/>',
  ]
  const unfinished = ['<a>', '<a', '<a b="c/>', '<a><b></a>', '<a></b>', '<a/><b', '<a/><!--', '<a><![CDATA[</a>']
  const sly = ['<a/></text><text>', '</text><text><a/>', '<a b></a>', '<a></a', '<>']
  for (const text of [...beside, ...unfinished, ...sly]) t.throws(() => parseElement(text), text)
})

t.test('unknown entities and invalid character references are refused', async t => {
  for (const entity of ['&nbsp;', '&;', '&#0;', '&#x1f;', '&#xd800;', '&#x110000;', '&#xfffe;', '&#x;']) {
    t.throws(() => parseElement(`<a>${entity}</a>`), entity)
    t.throws(() => parseElement(`<a b="${entity}"/>`), entity)
  }
})

t.test('an attribute is a text or undefined', async t => {
  const element = xml('a', { b: 'c', empty: '', none: undefined })
  t.equal(attr(element, 'b'), 'c')
  t.equal(attr(element, 'empty'), '')
  for (const name of ['none', 'other', 'constructor', '__proto__']) t.equal(attr(element, name), undefined, name)
})

t.test('childElements leaves out the text between the elements', async t => {
  t.strictSame(
    childElements(parseElement('<a>x<b/>y<c/>z</a>')).map(element => element.name),
    ['b', 'c'],
  )
})

t.test('a copy has the same XML as the original and shares nothing with it', async t => {
  const original = parseElement('<a xmlns="urn:a" b="c">x<d e="f">y</d></a>')
  const before = original.toString()
  const copy = copyOf(original)
  t.equal(copy.toString(), before)
  copy.attrs['b'] = 'changed'
  child(copy).attrs['e'] = 'changed'
  child(copy).t('changed')
  copy.append(xml('g'))
  t.equal(original.toString(), before)
})

t.test('a copy has no parent, and its elements have the right parents', async t => {
  const copy = copyOf(child(parseElement('<a><b><c/></b></a>')))
  t.equal(copy.parent, null)
  t.equal(child(copy).parent, copy)
})

t.test('the copy of a child keeps the namespace that it inherited', async t => {
  const copied = (text: string) => copyOf(child(parseElement(text))).toString()
  t.equal(copied('<a xmlns="urn:a"><b><c/></b></a>'), '<b xmlns="urn:a"><c/></b>')
  t.equal(copied('<a xmlns="urn:a"><b xmlns="urn:b"/></a>'), '<b xmlns="urn:b"/>', 'its own namespace is kept')
})

t.test('the copy of a child keeps the prefixes that it and its content use', async t => {
  const copied = (inner: string) => {
    const declared = 'xmlns="urn:a" xmlns:p="urn:p" xmlns:q="urn:q" xmlns:unused="urn:u"'
    return copyOf(child(parseElement(`<a ${declared}>${inner}</a>`))).toString()
  }
  t.equal(copied('<p:b><p:c/></p:b>'), '<p:b xmlns:p="urn:p"><p:c/></p:b>')
  t.equal(copied('<p:b xmlns:p="urn:own"/>'), '<p:b xmlns:p="urn:own"/>')
  t.equal(copied('<b><q:c/></b>'), '<b xmlns="urn:a"><q:c xmlns:q="urn:q"/></b>')
  t.equal(copied('<b q:d="e" xml:lang="en"/>'), '<b q:d="e" xml:lang="en" xmlns="urn:a" xmlns:q="urn:q"/>')
  t.equal(copied('<p:b><c/></p:b>'), '<p:b xmlns:p="urn:p"><c xmlns="urn:a"/></p:b>')
})

t.test('the namespace of a stream is not declared on a copy, which may go to another stream', async t => {
  for (const stream of ['jabber:client', 'jabber:server', 'jabber:component:accept']) {
    const stanza = child(
      parseElement(`<stream xmlns="${stream}"><message><body/><x xmlns="urn:x"/></message></stream>`),
    )
    t.equal(copyOf(stanza).toString(), '<message><body/><x xmlns="urn:x"/></message>')
    t.equal(copyOf(child(stanza)).toString(), '<body/>')
  }
})

t.test('a stanza inside another keeps its declared namespace', async t => {
  const text = '<forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client"><body/></message></forwarded>'
  t.equal(copyOf(parseElement(text)).toString(), text)
})

t.test('an element is made as the library makes it', async t => {
  const cases: Parameters<typeof library.createElement>[] = [
    ['a'],
    ['a', 'urn:b'],
    ['a', {}],
    ['a', { b: undefined, c: null, d: 0, e: false, f: 1.5, g: '', h: '<&"' }],
    ['a', { xmlns: 'urn:b', b: 'c' }, '', 'text', library('b', {}, 'in it'), '', 'more'],
  ]
  for (const made of cases) {
    const element = xml(...made)
    for (const child of childElements(element)) t.equal(child.parent, element)
    const expected = library(...made)
    t.equal(element.toString(), expected.toString())
    t.strictSame(element.attrs, expected.attrs)
    t.equal(element.children.length, expected.children.length)
  }
  const attrs = { id: undefined }
  xml('a', attrs)
  t.ok('id' in attrs, 'the given attributes are not changed')
})
