import t from 'tap'
import { dataTable } from '../../src/stanza/data-table.js'

const COLUMNS = [
  { name: 'nick', label: 'Nick' },
  { name: 'jid', label: 'Addresses' },
]

t.test('XEP-0004 3.4: a report names its columns, and each row has a field for every column', async t => {
  const { table, shown } = dataTable('Who is here', COLUMNS, [
    ['romeo', ['romeo@localhost/a', 'romeo@localhost/b']],
    ['<&>', ''],
  ])
  t.equal(shown, 2)
  t.equal(
    table.toString(),
    '<x xmlns="jabber:x:data" type="result"><title>Who is here</title>' +
      '<reported><field var="nick" label="Nick"/><field var="jid" label="Addresses"/></reported>' +
      '<item><field var="nick"><value>romeo</value></field>' +
      '<field var="jid"><value>romeo@localhost/a</value><value>romeo@localhost/b</value></field></item>' +
      '<item><field var="nick"><value>&lt;&amp;&gt;</value></field><field var="jid"/></item></x>',
  )
})

t.test('a report has as many rows as fit into one answer', async t => {
  const rows = Array.from({ length: 100 }, (_, i) => [String(i), 'x'.repeat(10_000)])
  const { table, shown } = dataTable('Long', COLUMNS, rows)
  t.equal(shown, table.getChildren('item').length)
  t.ok(shown > 10 && table.toString().length < 256 * 1024)
})
