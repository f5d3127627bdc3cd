import { setTimeout as pause } from 'node:timers/promises'
import type { Case, CaseContext } from './case.js'

/** How long what is written to a half-open connection vanishes, before and after the guest gives it up. Milliseconds. */
const HALF_OPEN = { least: 300, more: 1000 }
const FAR_END_GIVES_UP_AFTER = 3000
/** The messages for a guest who reads nothing: the buffers of the system take some MB before the service sees it. */
const UNREAD = { messages: 300, characters: 40_000 }
/** Between the first words of the crowd and the kill, in milliseconds. */
const LONGEST_SPEECH = 1500

const trusted = { isServerTrusted: true }

/** The connections stay open for the service, and the guests, who have noticed, come by new ones. */
async function halfOpen({ harness, fixture, chance, down }: CaseContext): Promise<void> {
  harness.web.goHalfOpen()
  await pause(HALF_OPEN.least + chance.below(HALF_OPEN.more))
  for (const { client } of fixture.guests) client.cut()
  down()
  await pause(FAR_END_GIVES_UP_AFTER)
  harness.web.giveUpHalfOpen()
}

/** The owner writes much to one guest in private, while no guest's connection is read. */
async function slowReader({ harness, fixture, down }: CaseContext): Promise<void> {
  harness.web.setTreatment('wait')
  const [guest] = fixture.guests
  const [room] = guest?.rooms ?? []
  const body = 'x'.repeat(UNREAD.characters)
  for (let n = 0; n < UNREAD.messages; n++) {
    fixture.owner.client.send(`<message type='chat' to='${room}/${guest?.client.name}'><body>${body}</body></message>`)
  }
  // The server has read all of them when it answers.
  await fixture.allProcessedFor(fixture.owner)
  down()
  harness.web.setTreatment('pass')
}

/** Kills the component while a crowd of guests speaks; each comes back with the same secret and speaks again. */
async function killedInACrowd({ harness, crowd, chance, down }: CaseContext, count: number): Promise<void> {
  await crowd.gather(count)
  crowd.speak()
  await pause(chance.below(LONGEST_SPEECH))
  await harness.component.endBy('SIGKILL')
  down()
  const since = performance.now()
  await harness.component.start()
  await crowd.allHeard(since)
  await crowd.leave()
}

/** The faults of guests; `crowd`: how many more of them are in the last case. */
export function guestCases(crowd: number): readonly Case[] {
  return [
    {
      ...trusted,
      name: 'guests-cut',
      title: 'the connections of all guests reset',
      inject: async ({ harness, down }) => {
        harness.web.cut('reset')
        down()
      },
    },
    {
      ...trusted,
      name: 'guests-half-open',
      title: 'the connections of all guests half-open; the guests come by new ones; the service hears of it after 3 s',
      inject: halfOpen,
    },
    {
      ...trusted,
      name: 'guest-reads-nothing',
      title: 'no guest reads anything while 12 MB come for one of them',
      inject: slowReader,
    },
    {
      ...trusted,
      name: 'guests-killed',
      title: `kill -9 of the component while ${crowd} more guests speak`,
      inject: context => killedInACrowd(context, crowd),
    },
  ]
}
