import { setTimeout as pause } from 'node:timers/promises'
import { chance as chanceOf } from '../random/chance.js'
import type { Case, CaseContext } from './case.js'
import { type FaultyProxy, openFaultyProxy } from './faulty-proxy.js'

/** How long input piles up unread before the cut, in milliseconds: most of it is then lost. */
const UNREAD = { least: 20, more: 400 }
/** How long the network is bad, in milliseconds. */
const BAD_NETWORK = { least: 500, more: 1500 }
/** When the server's system notices the dead connection, in milliseconds; usually it takes longer. */
const FAR_END_GIVES_UP_AFTER = 6000
/** Seed for the sizes of the pieces: they need not differ between runs. */
const SEED_OF_PIECES = 3

type Disturbance = (proxy: FaultyProxy, context: CaseContext) => Promise<unknown>

/** The proxy of the latest stage: the cases run one after another on one stage. */
let proxy: FaultyProxy | undefined

async function between(target: number): Promise<FaultyProxy> {
  proxy = await openFaultyProxy(target, chanceOf(SEED_OF_PIECES))
  return proxy
}

/** A case that disturbs the network between the component and the server. Both keep running. */
function onTheLink({ name, title, disturb }: { name: string; title: string; disturb: Disturbance }): Case {
  return {
    ...{ name, title, isServerTrusted: true, between },
    inject: async context => {
      if (!proxy) throw new Error('the case needs a stage with its proxy')
      await disturb(proxy, context)
    },
  }
}

const some = ({ chance }: CaseContext, { least, more }: { least: number; more: number }) =>
  pause(least + chance.below(more))

/** Blocks both directions, so that written bytes lie in buffers when the connection is cut. */
function cutUnread(by: 'reset' | 'end'): Disturbance {
  return async (proxy, context) => {
    proxy.setTreatment('wait')
    await some(context, UNREAD)
    proxy.cut(by)
    context.down()
    proxy.setTreatment('pass')
  }
}

async function cut(proxy: FaultyProxy, { down }: CaseContext): Promise<void> {
  proxy.cut('reset')
  down()
}

function badFor(treatment: 'wait' | 'trickle' | 'drip'): Disturbance {
  return async (proxy, context) => {
    proxy.setTreatment(treatment)
    if (treatment === 'wait') context.down()
    await some(context, BAD_NETWORK)
    proxy.setTreatment('pass')
  }
}

/** Stops a program as a debugger or an overloaded machine does, and lets it continue later. */
function frozen(name: string, title: string, signal: (context: CaseContext, name: NodeJS.Signals) => void): Case {
  return {
    ...{ name, title, isServerTrusted: true },
    inject: async context => {
      signal(context, 'SIGSTOP')
      context.down()
      await some(context, BAD_NETWORK)
      signal(context, 'SIGCONT')
    },
  }
}

/** The faults of the link while both programs run. */
export const linkCases: readonly Case[] = [
  onTheLink({ name: 'link-reset', title: 'the link reset', disturb: cut }),
  onTheLink({
    name: 'link-reset-unread',
    title: 'the link reset with unread input in both directions',
    disturb: cutUnread('reset'),
  }),
  onTheLink({
    name: 'link-ended-unread',
    title: 'the link closed with unread input in both directions',
    disturb: cutUnread('end'),
  }),
  onTheLink({
    name: 'link-half-open',
    title: 'the link half-open: what is written vanishes; the server hears of it after 6 s only',
    disturb: async (proxy, { down }) => {
      proxy.goHalfOpen()
      down()
      // Until then a server that accepts one link per component refuses the new link, or replaces the old one by it.
      await pause(FAR_END_GIVES_UP_AFTER)
      proxy.giveUpHalfOpen()
    },
  }),
  onTheLink({ name: 'link-silent', title: 'nothing passes on the link for a while', disturb: badFor('wait') }),
  onTheLink({ name: 'link-slow', title: 'the link passes 20 kB a second for a while', disturb: badFor('trickle') }),
  onTheLink({
    name: 'link-in-drops',
    title: 'what comes by the link comes in drops of 1 to 7 bytes',
    disturb: badFor('drip'),
  }),
  onTheLink({
    name: 'link-flapping',
    title: 'the link reset again and again',
    disturb: async (proxy, context) => {
      for (let times = 3 + context.chance.below(3); times > 0; times--) {
        await cut(proxy, context)
        await pause(50 + context.chance.below(400))
      }
    },
  }),
  frozen('server-frozen', 'the XMPP server stopped (SIGSTOP) for a while', ({ harness }, name) =>
    harness.server.signal(name),
  ),
  frozen('component-frozen', 'the component stopped (SIGSTOP) for a while', ({ harness }, name) =>
    harness.component.signal(name),
  ),
]
