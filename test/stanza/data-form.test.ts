import t from 'tap'
import { booleanField, dataForm, SubmittedForm, textField } from '../../src/stanza/data-form.js'
import { parseElement } from '../../src/stanza/element.js'
import { StanzaError } from '../../src/stanza/error.js'

/** A form with the given fields, each with its values. */
function submitted(fields: Record<string, readonly string[]>): SubmittedForm {
  const written = Object.entries(fields).map(([name, values]) => {
    return `<field var='${name}'>${values.map(value => `<value>${value}</value>`).join('')}</field>`
  })
  return new SubmittedForm(parseElement(`<x xmlns='jabber:x:data' type='submit'>${written.join('')}</x>`))
}

/** The error that reading a form throws. */
function refusal(read: () => unknown): StanzaError | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    if (error instanceof StanzaError) return error
    throw error
  }
}

t.test('XEP-0068 4.1: a form begins with its hidden FORM_TYPE', async t => {
  t.equal(
    dataForm('form', 'urn:example', [booleanField('b', 'Really?', true), textField('t', 'Name', 'A & B')]).toString(),
    '<x xmlns="jabber:x:data" type="form">' +
      '<field var="FORM_TYPE" type="hidden"><value>urn:example</value></field>' +
      '<field var="b" type="boolean" label="Really?"><value>1</value></field>' +
      '<field var="t" type="text-single" label="Name"><value>A &amp; B</value></field></x>',
  )
})

t.test('a boolean is written as 1 or 0; an empty text has no value', async t => {
  t.strictSame(booleanField('b', '', false).values, ['0'])
  t.strictSame(textField('t', '', '').values, [])
  t.match(dataForm('result', 'f', [textField('t', '', '')]).toString(), '<field var="t" type="text-single"/></x>')
})

t.test('XEP-0004 3.2: a list has its values, then its options', async t => {
  const options = [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B' },
  ]
  const form = dataForm('form', 'f', [{ name: 'l', type: 'list-multi', label: '', values: ['a', 'b'], options }])
  t.match(
    form.toString(),
    '<field var="l" type="list-multi"><value>a</value><value>b</value>' +
      '<option label="A"><value>a</value></option><option label="B"><value>b</value></option></field>',
  )
})

t.test('a rendered form can be read', async t => {
  const form = new SubmittedForm(
    dataForm('form', 'urn:example', [booleanField('b', 'B', true), textField('t', 'T', 'x')]),
  )
  t.equal(form.formType, 'urn:example')
  t.equal(form.boolean('b'), true)
  t.equal(form.text('t'), 'x')
})

t.test('XEP-0004 3.3: a boolean is 1, true, 0 or false; an empty value leaves it as it is', async t => {
  for (const value of ['1', 'true']) t.equal(submitted({ b: [value] }).boolean('b'), true, value)
  for (const value of ['0', 'false']) t.equal(submitted({ b: [value] }).boolean('b'), false, value)
  for (const values of [[], [''], [' ']]) t.equal(submitted({ b: values }).boolean('b'), undefined, 'no value')
})

t.test('an absent field is undefined, an empty one is not', async t => {
  const form = submitted({ empty: [], blank: [''] })
  for (const name of ['empty', 'blank']) t.equal(form.text(name), '', name)
  t.equal(form.text('absent'), undefined)
  t.equal(form.boolean('absent'), undefined)
  t.equal(form.count('absent'), undefined)
  t.equal(form.oneOf('absent', ['a']), undefined)
  t.equal(form.someOf('absent', ['a']), undefined)
  t.equal(form.formType, undefined)
})

t.test('a count is a whole number of 0 or more', async t => {
  for (const [value, count] of Object.entries({ 0: 0, 20: 20, '007': 7, 999999999: 999_999_999 })) {
    t.equal(submitted({ n: [value] }).count('n'), count, value)
  }
  for (const value of ['-1', '+1', '1.5', '1e3', '0x10', ' 1', '1 ', 'many', '٣', 'NaN', '1000000000']) {
    t.ok(
      refusal(() => submitted({ n: [value] }).count('n')),
      value,
    )
  }
})

t.test('a choice is exactly one of the offered values', async t => {
  t.equal(submitted({ c: ['b'] }).oneOf('c', ['a', 'b']), 'b')
  for (const value of ['B', 'c', 'b ', 'constructor']) {
    t.ok(
      refusal(() => submitted({ c: [value] }).oneOf('c', ['a', 'b'])),
      value,
    )
  }
})

t.test('a choice of several is any number of the offered values, each once, in their order', async t => {
  const chosen = (values: readonly string[]) => submitted({ c: values }).someOf('c', ['a', 'b'])
  t.strictSame(chosen(['b', 'a', 'b']), ['a', 'b'])
  t.strictSame(chosen([]), [])
  t.ok(refusal(() => chosen(['a', 'c'])))
})

t.test('a list of people has their bare JIDs, each once, without empty lines', async t => {
  const people = (values: readonly string[], most?: number) => submitted({ p: values }).people('p', most)
  t.strictSame(people([' Juliet@Capulet.example/balcony ', 'juliet@capulet.example', '', ' ']), [
    'juliet@capulet.example',
  ])
  t.strictSame(people([]), [])
  t.equal(submitted({}).people('p'), undefined)
  for (const value of ['capulet.example', '@', 'juliet@', 'a b@c']) {
    t.match(
      refusal(() => people([value])),
      { condition: 'not-acceptable', message: /^The field p is / },
      value,
    )
  }
  t.match(
    refusal(() => people(['a@x', 'b@x', 'c@x'], 2)),
    { message: /at most 2/ },
  )
})

t.test('an invalid value is refused with the name of its field, the value and the expected format', async t => {
  const form = submitted({ wrong: ['x'] })
  const refusals = [
    refusal(() => form.boolean('wrong')),
    refusal(() => form.count('wrong')),
    refusal(() => form.oneOf('wrong', ['a', 'b'])),
    refusal(() => form.someOf('wrong', ['a', 'b'])),
  ]
  for (const error of refusals) {
    t.match(error, { condition: 'not-acceptable', type: 'modify', message: /^The field wrong is "x"; expected / })
  }
  t.match(refusals[2]?.message, 'a, b')
})

t.test('the error of a long value holds only its beginning', async t => {
  const error = refusal(() => submitted({ wrong: ['x'.repeat(10_000)] }).boolean('wrong'))
  t.ok(error && error.message.length < 200)
})

t.test('a form with only its FORM_TYPE is empty', async t => {
  t.ok(submitted({}).isEmpty)
  t.ok(submitted({ FORM_TYPE: ['f'] }).isEmpty)
  t.notOk(submitted({ FORM_TYPE: ['f'], t: [] }).isEmpty)
})

t.test('other elements and fields without a name are ignored', async t => {
  const x =
    "<x xmlns='jabber:x:data'>text<title>T</title><field><value>1</value></field><item><field var='a'/></item></x>"
  t.ok(new SubmittedForm(parseElement(x)).isEmpty)
})

t.test('a field may have any name', async t => {
  t.equal(submitted({}).text('constructor'), undefined)
  t.equal(submitted({ toString: ['x'] }).text('toString'), 'x')
})
