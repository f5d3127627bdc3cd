import t from 'tap'
import { tablesOfStore } from '../../src/store/tables/tables.js'

t.test('each kind of change, map and question has one table module', t => {
  const modules: readonly { write?: object; maps?: object; answers?: object }[] = Object.values(tablesOfStore())
  for (const part of ['write', 'maps', 'answers'] as const) {
    const names = modules.flatMap(module => Object.keys(module[part] ?? {}))
    t.ok(names.length > 0)
    t.same(new Set(names).size, names.length, part)
  }
  t.end()
})
