import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { type Actor, scenario } from '../scenario/index.js'
import { realServers } from './real-servers.js'

/** Repeats the check until it holds, because gone clients are found one after another. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(100)
}

async function occupantsOf(reader: Actor, room: string): Promise<number | undefined> {
  return (await reader.discovers('items', room)).getChild('query')?.getChildElements().length
}

for (const [name, start] of Object.entries(realServers)) {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    t.test(`11.1: after ${name} ended by ${signal} and restarted, no room has an occupant who is gone`, async t => {
      const server = await start({ privilege: false })
      if ('skip' in server) return t.plan(0, server.skip)
      t.teardown(() => server.stop())
      const { juliet, romeo, actor, room, domain, linkIsUp } = await scenario(t, { server })
      const lasting = `square@${domain}`
      for (const person of [juliet, romeo]) for (const place of [room, lasting]) await person.enters(place)
      await juliet.configures(lasting, { 'muc#roomconfig_persistentroom': '1' })
      await server.endBy(signal)
      await server.start()
      await linkIsUp()
      const tybalt = await actor('tybalt')
      await until(async () => (await occupantsOf(tybalt, lasting)) === 0)
      await until(async () => (await tybalt.discovers('info', room)).attrs['type'] === 'error')
      await tybalt.enters(lasting)
      t.equal(await occupantsOf(tybalt, lasting), 1)
    })
  }
}
