import { setTimeout as pause } from 'node:timers/promises'
import { textAt } from '../../src/demo/rest.js'
import type { Case, CaseContext } from './case.js'
import type { Component } from './component.js'
import { until } from './until.js'

/** How long there is no spare, in milliseconds. */
const LONGEST_ALONE = 500

/** Kills the instance with the link; starts it again, as the spare, when the other one has the link. */
async function holderKilled({ harness: { instances }, chance, down }: CaseContext): Promise<void> {
  const links = await Promise.all(instances.map(linkOf))
  const [holder, spare] = [instances[links.indexOf('up')], instances[links.indexOf('elsewhere')]]
  if (!holder || !spare) throw new Error(`no instance has the link, or there is no spare: ${links.join(', ')}`)
  await holder.endBy('SIGKILL')
  down()
  await until(async () => (await linkOf(spare)) === 'up', { what: 'the spare has the link' })
  await pause(chance.below(LONGEST_ALONE))
  await holder.start()
}

/** The link of an instance, as it reports it itself. */
async function linkOf({ httpPort }: Component): Promise<string | undefined> {
  const answer = await fetch(`http://127.0.0.1:${httpPort}/health/ready`)
  return textAt(await answer.json(), 'link')
}

/** The faults of two instances on one database. */
export const instanceCases: readonly Case[] = [
  {
    ...{ isServerTrusted: true, store: 'postgres', isPair: true },
    name: 'instance-killed',
    title: 'kill -9 of the instance with the link; the spare takes over',
    inject: holderKilled,
  },
]
