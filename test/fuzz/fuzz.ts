import { parseArgs } from 'node:util'
import { FRONTS } from './fronts.js'

/*
 * Sends hostile input to the fronts:
 *
 *     npm run fuzz
 *     npm run fuzz -- --front xmpp --layer stanzas --count 20000 --seed 7
 *
 * The same seed and count give the same inputs. Without a count the long form runs.
 */

const { values } = parseArgs({
  options: {
    front: { type: 'string' },
    layer: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})

const seed = wholeNumber('seed', values.seed)
const fronts = Object.entries(FRONTS).filter(([name]) => values.front === undefined || name === values.front)
if (fronts.length === 0) refuse(`There is no front "${values.front}"; there are: ${Object.keys(FRONTS).join(', ')}`)

const strays: unknown[] = []
process.on('unhandledRejection', reason => strays.push(reason))
let failed = 0
for (const [name, front] of fronts) {
  const count = values.count === undefined ? front.count : wholeNumber('count', values.count)
  for (const layer of front.layers) {
    if (values.layer !== undefined && values.layer !== layer.name) continue
    const begun = Date.now()
    const title = `${name} ${layer.name}`
    const say = (line: string) => console.log(`${title}: ${line}`)
    const { inputs, failures, figures } = await layer.run({ count: Math.ceil(count * layer.share), seed, say })
    for (const failure of failures) console.error(`${title}, seed ${seed}: ${failure}`)
    const seconds = Math.round((Date.now() - begun) / 1000)
    say(JSON.stringify({ seed, inputs, failures: failures.length, seconds, ...figures }))
    failed += failures.length
  }
}
for (const stray of strays) console.error('unhandled rejection:', stray)
process.exitCode = failed + strays.length > 0 ? 1 : 0

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) refuse(`--${name} is a whole number`)
  return Number(text)
}

function refuse(text: string): never {
  console.error(text)
  process.exit(2)
}
