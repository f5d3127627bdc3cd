import { setTimeout as pause } from 'node:timers/promises'
import { chance as chanceOf } from '../random/chance.js'
import type { Case, Struck } from './case.js'
import { type FaultyPath, openFaultyPath } from './faulty-path.js'

/** In milliseconds: how long input may pile up unread before the cut, so that much of it is lost. */
const PILED = { least: 20, more: 400 }
/** How long a network is bad. */
const BAD = { least: 500, more: 1500 }
/** When the server's system finds that nobody is there any more, in milliseconds: it mostly takes longer. */
const GIVEN_UP_AFTER = 6000
/** Which drops the bytes come in need not differ between runs. */
const DROPS = 3

type Harm = (path: FaultyPath, struck: Struck) => Promise<unknown>

/** Of the stage that was opened last: the cases can be played on one stage, one after another. */
let path: FaultyPath | undefined

async function between(target: number): Promise<FaultyPath> {
  path = await openFaultyPath(target, chanceOf(DROPS))
  return path
}

/** A case in which something happens on the way between the component and the server. Both go on running. */
function onTheWay({ name, says, harm }: { name: string; says: string; harm: Harm }): Case {
  return {
    ...{ name, says, isServerTrusted: true, between },
    strike: async struck => {
      if (!path) throw new Error('the case needs its piece of the way')
      await harm(path, struck)
    },
  }
}

const some = ({ chance }: Struck, { least, more }: { least: number; more: number }) => pause(least + chance.below(more))

/** Nobody reads for a while: what both sides have written lies in buffers when the connection is cut. */
function cutUnread(by: 'reset' | 'end'): Harm {
  return async (path, struck) => {
    path.treats('wait')
    await some(struck, PILED)
    path.cut(by)
    struck.down()
    path.treats('pass')
  }
}

async function cut(path: FaultyPath, { down }: Struck): Promise<void> {
  path.cut('reset')
  down()
}

function badFor(treatment: 'wait' | 'trickle' | 'drip'): Harm {
  return async (path, struck) => {
    path.treats(treatment)
    if (treatment === 'wait') struck.down()
    await some(struck, BAD)
    path.treats('pass')
  }
}

/** Stops a program as a debugger or an overloaded machine does; it goes on where it was. */
function frozen(name: string, says: string, signal: (struck: Struck, name: NodeJS.Signals) => void): Case {
  return {
    ...{ name, says, isServerTrusted: true },
    strike: async struck => {
      signal(struck, 'SIGSTOP')
      struck.down()
      await some(struck, BAD)
      signal(struck, 'SIGCONT')
    },
  }
}

/** What can happen to the link while both programs run. */
export const linkCases: readonly Case[] = [
  onTheWay({ name: 'link-reset', says: 'the link reset', harm: cut }),
  onTheWay({
    name: 'link-reset-unread',
    says: 'the link reset with unread input in both directions',
    harm: cutUnread('reset'),
  }),
  onTheWay({
    name: 'link-ended-unread',
    says: 'the link closed with unread input in both directions',
    harm: cutUnread('end'),
  }),
  onTheWay({
    name: 'link-half-open',
    says: 'the link half-open: what is written vanishes; the server hears of it after 6 s only',
    harm: async (path, { down }) => {
      path.goHalfOpen()
      down()
      // A server that takes one component only refuses the new link until then, or lets it replace the old one.
      await pause(GIVEN_UP_AFTER)
      path.giveUpHalfOpen()
    },
  }),
  onTheWay({ name: 'link-silent', says: 'nothing passes on the link for a while', harm: badFor('wait') }),
  onTheWay({ name: 'link-slow', says: 'the link passes 20 kB a second for a while', harm: badFor('trickle') }),
  onTheWay({
    name: 'link-in-drops',
    says: 'what comes by the link comes in drops of 1 to 7 bytes',
    harm: badFor('drip'),
  }),
  onTheWay({
    name: 'link-flapping',
    says: 'the link reset again and again',
    harm: async (path, struck) => {
      for (let times = 3 + struck.chance.below(3); times > 0; times--) {
        await cut(path, struck)
        await pause(50 + struck.chance.below(400))
      }
    },
  }),
  frozen('server-frozen', 'the XMPP server stopped (SIGSTOP) for a while', ({ rig }, name) => rig.server.signal(name)),
  frozen('component-frozen', 'the component stopped (SIGSTOP) for a while', ({ rig }, name) =>
    rig.component.signal(name),
  ),
]
