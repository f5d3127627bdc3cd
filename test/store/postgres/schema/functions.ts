import type { Test } from 'tap'
import { userIdOf } from '../../../../src/rooms-api/user-id.js'
import { openInMemory } from '../../../../src/store/sqlite/open.js'
import { folded, foldedWords, hasWords } from '../../../../src/store/tables/search-text.js'
import type { Made } from './made.js'

const JSON_TEXTS = [
  {},
  { name: 'Verona', grants: null, terms: { uses: 7, isOpen: true }, known: ['a', 'b"{}', 'ü\\'] },
  { name: '', before: 'a half: \ud800', later: 'U+0000: \u0000', path: 'C:\\ud800', known: [] },
].map(value => JSON.stringify(value))
const TEXTS = ['', 'a', 'a@b', '@', 'Zürich ß ΑΣ İ', 'ﬁne ＡＢＣ', '😀@𝒳', "it's"]

/** Expressions of one JSON text and of one text, which both engines execute. */
const OF_JSON = [
  "json_extract(@text, '$.name')",
  "json_extract(@text, '$.grants')",
  "cast(json_extract(@text, '$.terms.uses') as bigint)",
  "coalesce(@text ->> 'name', 'none')",
  "coalesce(@text -> 'isOpen', 'none')",
  "@text -> 'known'",
  "(select count(*) from each(@text, '$.known') where value <> 'a')",
  "(select json_group_array(value) from each(@text, '$.known') where value <> 'a')",
]
const OF_TEXT = [
  "instr(@text, '@')",
  "substr(@text, 1, instr(@text || '@', '@') - 1)",
  'lower(@text)',
  "rtrim(@text, 'ab')",
  'user_id(@text)',
  "case when mentions(@text, 'a') then 1 else 0 end",
]

/** The functions that the shared SQL uses give the same results as those of SQLite. */
export async function sameFunctions(t: Test, { read }: Made): Promise<void> {
  const { db, close } = openInMemory()
  t.teardown(close)
  db.function('mentions', (text, part) => Number(String(text).includes(String(part))))
  const inSqlite = (sql: string, text: string) =>
    db
      .prepare<{ text: string }, unknown>(`select ${sql.replaceAll('each(', 'json_each(')}`)
      .pluck()
      .get({ text })
  const inPostgres = async (sql: string, text: string) =>
    (await read(`select (${sql.replaceAll('@text', '($1::text collate "C")')})::text`, text))[0]
  for (const [expressions, texts] of [
    [OF_JSON, JSON_TEXTS],
    [OF_TEXT, TEXTS],
  ] as const) {
    for (const sql of expressions) {
      for (const text of texts) {
        const expected = inSqlite(sql, text)
        t.equal(await inPostgres(sql, text), expected === null ? null : String(expected), `${sql} of ${text}`)
      }
    }
  }
  for (const text of TEXTS) {
    t.equal(await inPostgres('user_id(@text)', text), userIdOf(text))
    for (const words of TEXTS.map(words => foldedWords([words]).join(' '))) {
      const found = await read('select has_words($1, $2)', text, words)
      t.strictSame(found, [hasWords(text, words)], `${words} in ${folded(text)}`)
    }
  }
  t.strictSame(
    await read("select json_valid(text) from unnest(array['{}', '{', '', '1', '{\"a\":\"\\ud800\"}']) as text"),
    [true, false, false, true, true],
  )
}
