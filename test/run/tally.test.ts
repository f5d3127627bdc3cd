import t from 'tap'
import { Tally } from './tally.js'

const RUN = `TAP version 14
# Subtest: test/muc/subject.test.ts
    # Subtest: a subject is set
        ok 1 - should be equal
        1..1
    ok 1 - a subject is set
    # Subtest: a subject is refused
        not ok 1 - should be equal
        1..1
    not ok 2 - a subject is refused
    # Subtest: a subject waits for a server
        1..0 # SKIP no server
    ok 3 - a subject waits for a server # SKIP no server
    1..3
not ok 1 - test/muc/subject.test.ts
1..1
`

/** What a tally counts and prints of this TAP. */
function tallied(tap: string) {
  const printed: string[] = []
  const tally = new Tally(text => printed.push(text))
  const parser = tally.reads(' on prosody', (file, title) => `npm test -- ${file} --scene '${title}'`)
  parser.end(tap)
  return { counts: tally.counts, printed }
}

t.test('scenes are counted by their outcome, and a failed file is not counted beside its failed scene', async t => {
  t.same(tallied(RUN).counts, { passed: 1, failed: 1, skipped: 1 })
})

t.test('a failed scene says how to run it alone', async t => {
  t.ok(
    tallied(RUN).printed.includes(
      "    run it alone: npm test -- test/muc/subject.test.ts --scene 'a subject is refused'",
    ),
  )
})

t.test('a file without a test fails', async t => {
  const { counts, printed } = tallied('# Subtest: test/empty.test.ts\n    1..0\nok 1 - test/empty.test.ts\n1..1\n')
  t.same(counts, { passed: 0, failed: 1, skipped: 0 })
  t.match(printed, [/FAILED: test\/empty\.test\.ts on prosody\n {4}the file has no test/])
})
