import type { Outgoing } from '../../src/batch.js'
import type { Capability } from '../../src/muc/capability.js'
import { createService } from '../../src/service/service.js'
import type { Service, ServiceContext, StanzaWork } from '../../src/service/types.js'
import { attr, childElements, type Element } from '../../src/stanza/element.js'
import { parseJid } from '../../src/stanza/jid.js'
import { serviceCapabilities } from '../../src/state/capabilities.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { createRouter } from '../../src/xmpp/router.js'
import { sceneStore } from '../scenario/conflicting-store.js'
import { limitsOf, roomsSettings } from '../settings.js'
import { ADMIN } from './xmpp-addresses.js'
import { type Before, internalErrors, type Said, statusIn, unanswered, violations } from './xmpp-rules.js'

const ROOMS_SETTINGS = { maxMembers: 200, admins: [ADMIN], defaults: { persistent: true, historyLength: 5 } }
/** Milliseconds between two batches. */
const PAUSE = 700
/** The latest ids that the service has given out: they are the most useful to an attacker. */
const MOST_SEEN = 500
/** Characters of a stanza in a failure. */
const LONGEST_SHOWN = 2000

/** A service that judges the effect of each stanza; the capabilities `more` come before all others. */
export function judgedService(path: string, { more = [] }: { more?: readonly Capability[] } = {}) {
  const store = sceneStore(openSqliteStore(path))
  const all = [...more, ...serviceCapabilities('1')]
  const settings = roomsSettings(ROOMS_SETTINGS)
  const failures: string[] = []
  const seen: string[] = []
  let [ids, at] = [0, 1_700_000_000_000]
  const service = createService({
    ...{ store, rooms: settings, capabilities: all },
    write: outgoing => {
      for (const sent of outgoing) keepIds(seen, sent)
    },
    now: () => {
      at += PAUSE
      return at
    },
    newId: () => (++ids).toString(16).padStart(12, '0').padEnd(32, '0'),
    onFault: fault => failures.push(`a fault was reported: ${fault instanceof Error ? fault.stack : String(fault)}`),
  })
  const judge = new Judge(service, failures)
  const route = createRouter(judge.service, all, limitsOf({ queriesPerUser: 0 }))
  return {
    ...{ store, service, settings, failures, seen },
    count: judge.count,
    nodes: commandNodes(all),
    /** Routes a stanza; `by` is the true sender, whatever the stanza's `from` is; undefined for an invalid one. */
    route(said: Omit<Said, 'by'> & { by: string | undefined }): void {
      judge.next = said.by === undefined ? undefined : { ...said, by: said.by }
      judge.expects = said.by !== undefined
      route(said.stanza)
    },
  }
}

/** The nodes of all ad-hoc commands. */
export function commandNodes(capabilities: readonly Capability[]): readonly string[] {
  const all = capabilities.flatMap(({ commands = [], serviceCommands = [] }) => [...commands, ...serviceCommands])
  return [...new Set(all.map(({ node }) => node))]
}

export type JudgedService = ReturnType<typeof judgedService>

type Mark = {
  readonly batch: ServiceContext['batch']
  readonly changes: number
  readonly outgoing: number
  before: Before
}

/** Wraps the service that the router uses. */
class Judge {
  readonly service: Service
  /** The stanza that the router is given now. */
  next: Said | undefined
  /** Whether the sender is valid: a stanza of an invalid sender must not reach the service. */
  expects = true
  readonly count = { answered: 0, refused: 0 }
  readonly #failures: string[]

  constructor(service: Service, failures: string[]) {
    this.#failures = failures
    this.service = {
      run: (touches, work) => service.run(touches, work),
      lookUp: lookup => service.lookUp(lookup),
      confirm: deliveries => service.confirm(deliveries),
      repeat: deliveries => service.repeat(deliveries),
      resume: () => service.resume(),
      idle: () => service.idle(),
      forget: () => service.forget(),
      load: () => ({ waiting: 0, rooms: 0, sessions: 0, refused: 0 }),
      receive: work => service.receive(this.#judged(work)),
    }
  }

  #judged(work: StanzaWork): StanzaWork {
    const said = this.next
    if (!said) {
      if (!this.expects) this.#failures.push('a stanza with an invalid sender was accepted')
      return work
    }
    let mark: Mark | undefined
    return {
      ...work,
      handle: turn => {
        mark = markOf(turn, said)
        work.handle(turn)
        this.count.answered++
        this.#conclude(turn, said, mark)
      },
      refuse: (turn, error) => {
        const since = mark?.batch === turn.batch ? mark : markOf(turn, said)
        work.refuse(turn, error)
        this.count.refused++
        this.#conclude(turn, said, since)
      },
    }
  }

  #conclude({ batch, rooms, settings }: ServiceContext, said: Said, { changes, outgoing, before }: Mark): void {
    const sent = batch.outgoing.slice(outgoing)
    const outcome = { said, before, changes: batch.changes.slice(changes), outgoing: sent, rooms, settings }
    const [wrong] = [...violations(outcome), ...internalErrors(sent), unanswered(outcome) ?? []].flat()
    if (wrong === undefined) return
    const text = said.stanza.toString().slice(0, LONGEST_SHOWN)
    this.#failures.push(`step ${said.step}: ${wrong.slice(0, LONGEST_SHOWN)}\n  said by ${said.by}: ${text}`)
  }
}

function markOf({ batch, rooms }: ServiceContext, { stanza, by }: Said): Mark {
  const jid = parseJid(attr(stanza, 'to') ?? '')?.bare ?? ''
  const { changes, outgoing } = batch
  return { batch, changes: changes.length, outgoing: outgoing.length, before: statusIn(rooms, jid, by) }
}

/** Keeps the ids that the service gives out, so that later stanzas can use them. */
function keepIds(seen: string[], { stanza }: Outgoing): void {
  const keep = (element: Element, depth: number): void => {
    for (const name of ['id', 'sessionid', 'since', 'until']) {
      const value = attr(element, name)
      if (value !== undefined && value.length > 6 && value.length < 300) seen.push(value)
    }
    if (['token', 'first', 'last', 'before-id'].includes(element.name)) seen.push(element.getText())
    if (depth > 0) for (const child of childElements(element)) keep(child, depth - 1)
  }
  keep(stanza, 3)
  if (seen.length > 2 * MOST_SEEN) seen.splice(0, seen.length - MOST_SEEN)
}
