import { openSqliteStore } from '../../src/store/sqlite/store.js'

/* A process with a limited file size. It stores a short row, a row that does not fit, and another short row. */

const store = openSqliteStore(process.argv[2] ?? '')

async function put(id: string, length: number): Promise<void> {
  const stanza = `<message id="${id}" to="a@b">${'x'.repeat(length)}</message>`
  const outcome = await store.commit([{ kind: 'delivery', was: undefined, now: { id, stanza }, at: 1 }]).then(
    () => 'stored',
    () => 'refused',
  )
  const seen = (await store.undelivered({ most: 100 })).map(row => row.id)
  process.stdout.write(`${id} ${outcome}, seen: ${seen.join(' ')}\n`)
}

await put('short', 10)
await put('long', 8_000_000)
await put('again', 10)
process.exit()
