import { EventEmitter, once } from 'node:events'
import { type Element, isDeeperThan } from '../../src/stanza/element.js'
import { ComponentParser } from '../../src/xmpp/component-parser.js'
import { openLink } from '../../src/xmpp/link.js'
import { type Chance, chance } from '../random/chance.js'
import { ComponentListener, DOMAIN, SECRET } from '../xmpp/component-listener.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { growth, heapAtRest } from './memory.js'
import { hostileText } from './xmpp-text.js'

/** One text in this many goes through a socket and a link, the others into the parser. */
const LINK_EVERY = 100
/** Milliseconds for a text, and for a link to reconnect, on a slow machine. */
const LONGEST = 20_000
/** Characters of XML kept of one stanza. */
const MOST_KEPT = 6 * 1024 * 1024
/** Levels of a tree that can be serialised without exhausting the stack. */
const DEEPEST = 1000

/** Bytes of a broken or hostile server: the link ignores them, or ends and reconnects. */
export const bytes: Layer = { name: 'bytes', share: 0.02, run: fuzzBytes }

async function fuzzBytes({ count, seed, say }: Trial): Promise<Report> {
  const by = chance(seed)
  const failures: string[] = []
  const figures = { read: 0, refused: 0, links: 0 }
  const before = await heapAtRest()
  let step = 0
  while (step < count && failures.length < MOST_FAILURES) {
    step++
    const text = hostileText(by)
    const failure = step % LINK_EVERY === 0 ? await throughLink(text, figures) : throughParser(text, by, figures)
    if (failure !== undefined) failures.push(`step ${step}: ${failure}\n  by ${JSON.stringify(text.slice(0, 2000))}`)
    if (step % 5000 === 0) say(`${step} texts`)
  }
  const after = await heapAtRest()
  return {
    inputs: step,
    failures: [...failures, ...growth(before, after)],
    figures: { ...figures, before: before ?? '-', after: after ?? '-' },
  }
}

function throughParser(text: string, by: Chance, figures: { read: number; refused: number }): string | undefined {
  const begun = Date.now()
  const parser = new ComponentParser()
  let longest = 0
  parser.on('element', (stanza: Element) => {
    // Deeper stanzas are never serialised: the router refuses them first.
    if (!isDeeperThan(DEEPEST, stanza)) longest = Math.max(longest, stanza.children.join('').length)
  })
  try {
    for (let rest = text; rest !== ''; ) {
      const piece = by.some(0.5) ? rest.length : 1 + by.below(Math.min(rest.length, 5000))
      parser.write(rest.slice(0, piece))
      rest = rest.slice(piece)
    }
    figures.read++
  } catch (error) {
    figures.refused++
    // An exhausted stack is not a refusal.
    if (!(error instanceof Error) || error instanceof RangeError) return `thrown: ${String(error)}`
  }
  if (longest > MOST_KEPT) return `${longest} characters of one stanza were kept`
  return Date.now() - begun > LONGEST ? `it took ${Date.now() - begun} ms` : undefined
}

/** Checks that a link ignores the text, or reconnects after its server has closed it. */
async function throughLink(text: string, figures: { links: number }): Promise<string | undefined> {
  figures.links++
  const ends: (() => Promise<void>)[] = []
  const server = await ComponentListener.start({ teardown: end => ends.push(end) })
  const told = new EventEmitter()
  const strays: unknown[] = []
  const silent = { info: () => undefined, warn: () => undefined, error: (fields: object) => strays.push(fields) }
  const link = openLink(
    { service: server.service, domain: DOMAIN, secret: SECRET, connectTimeout: LONGEST / 1000, log: silent },
    {
      onStanza: ({ attrs }) => told.emit('stanza', attrs['id']),
      onUp: () => undefined,
      onDown: () => told.emit('down'),
    },
  )
  try {
    const started = link.start()
    const peer = await server.next()
    await peer.accepts()
    await started
    const down = once(told, 'down', { signal: AbortSignal.timeout(LONGEST) })
    peer.says(`${text}<message id='alive'/></stream:stream>`)
    peer.socket.end()
    await down
    await (await server.next()).accepts()
    return undefined
  } catch (error) {
    return `the link did not reconnect: ${String(error)}`
  } finally {
    await link.stop()
    for (const end of ends) await end()
  }
}
