import { setTimeout as pause } from 'node:timers/promises'
import { textAt } from '../../src/demo/rest.js'
import type { Case, CaseContext } from './case.js'
import type { Component } from './component.js'
import { until } from './until.js'

/** How long the other instance stays alone after it has taken over, in milliseconds. */
const LONGEST_ALONE = 500

type Place = { readonly holder: Component; readonly spare: Component }

async function placesOf(instances: readonly Component[]): Promise<Place> {
  const links = await Promise.all(instances.map(linkOf))
  const [holder, spare] = [instances[links.indexOf('up')], instances[links.indexOf('elsewhere')]]
  if (!holder || !spare) throw new Error(`no instance has the link, or there is no spare: ${links.join(', ')}`)
  return { holder, spare }
}

/** Kills the instance with the link; starts it again, as the spare, when the other one has the link. */
async function holderKilled({ harness: { instances }, chance, down }: CaseContext): Promise<void> {
  const { holder, spare } = await placesOf(instances)
  await holder.endBy('SIGKILL')
  down()
  await hasLink(spare, 'up')
  await pause(chance.below(LONGEST_ALONE))
  await holder.start()
}

/** Stops the process of the instance with the link; it goes on when the other one has the link. */
async function holderFrozen({ harness: { instances }, chance, down }: CaseContext): Promise<void> {
  const { holder, spare } = await placesOf(instances)
  holder.signal('SIGSTOP')
  down()
  try {
    await hasLink(spare, 'up')
    await pause(chance.below(LONGEST_ALONE))
  } finally {
    holder.signal('SIGCONT')
  }
  await hasLink(holder, 'elsewhere')
}

function hasLink(instance: Component, link: string): Promise<void> {
  return until(async () => (await linkOf(instance)) === link, { what: `an instance has the link ${link}` })
}

/** The link of an instance, as it reports it itself. */
async function linkOf({ httpPort }: Component): Promise<string | undefined> {
  const answer = await fetch(`http://127.0.0.1:${httpPort}/health/ready`)
  return textAt(await answer.json(), 'link')
}

const ofPair = { isServerTrusted: true, store: 'postgres', isPair: true } as const

/** The faults of two instances on one database. */
export const instanceCases: readonly Case[] = [
  {
    ...ofPair,
    name: 'instance-killed',
    title: 'kill -9 of the instance with the link; the spare takes over',
    inject: holderKilled,
  },
  {
    ...ofPair,
    name: 'instance-frozen',
    title: 'the instance with the link stopped (SIGSTOP) until the spare has taken over',
    inject: holderFrozen,
  },
]
