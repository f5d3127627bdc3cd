import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import { listRooms } from '../../src/moving-in/list-rooms.js'
import { Staging } from '../../src/moving-in/staging.js'
import { NS } from '../../src/stanza/namespaces.js'
import { JWT_SECRET, latchstring, MAIN, starts } from '../main-process.js'
import type { RealServer } from '../servers/server.js'
import { Client, numbered, OLD, PASSWORD, playing, reads } from './old-rooms.js'

const room = (name: string) => `${name}@${OLD}`

/** An import by the command line in a directory with a configuration for the rooms of `domain`. */
function importer(t: Test, server: RealServer, domain: string) {
  const { componentPort, clientPort, secret } = server
  const cwd = t.testdir({
    'my.yaml': `xmpp: {service: "xmpp://127.0.0.1:${componentPort}", domain: ${domain}, secret: ${secret}}
auth: {jwt: {secret: ${JWT_SECRET}}}
rooms: {admins: [admin@localhost]}
http: {port: 0}
store: {sqlite: {path: rooms.sqlite}}
`,
    'street.jsonl': [
      { kind: 'header', format: 1, id: 'a-street-of-ours', domain, at: 0, product: 'a test' },
      { kind: 'room', room: `street@${domain}`, owner: 'romeo@localhost', settings: {} },
      { kind: 'room-end', room: `street@${domain}` },
      { kind: 'end', counts: { header: 1, room: 1, 'room-end': 1 } },
    ]
      .map(record => JSON.stringify(record))
      .join('\n'),
  })
  const named = ['import', OLD, '--as', 'admin@localhost', '--config', 'my.yaml']
  const args = [...named, '--service', `xmpp://127.0.0.1:${clientPort}`]
  const env = { LATCHSTRING_IMPORT_PASSWORD: PASSWORD }
  return {
    cwd,
    run: (...options: string[]) => latchstring([...args, '--rate', '1000', ...options], { cwd, env }),
    /** Kills an import when it has read a room. */
    async kill(): Promise<void> {
      const child = spawn(process.execPath, [MAIN, ...args, '--rate', '20'], { cwd, env })
      const ended = once(child, 'exit')
      for await (const line of createInterface(child.stderr)) if (line.startsWith('1 of 3 rooms')) child.kill('SIGKILL')
      t.same(await ended, [null, 'SIGKILL'])
    },
  }
}

/** All that is staged, as it is compared: rooms by their local part, without what an import notes. */
function contentOf(staging: Staging) {
  return staging.rooms().map(jid => {
    const records = staging.room(jid)?.records ?? []
    const messages = [...staging.messages(jid)].map(({ id, at, nick, stanza }) => {
      return [id, at, nick, /<body>(.*)<\/body>/.exec(stanza)?.[1]]
    })
    const affiliations = records.flatMap(record => {
      return record.kind === 'affiliation' ? [[record.user, record.affiliation, record.nick, record.reason]] : []
    })
    const subjects = records.flatMap(record => (record.kind === 'subject' ? [[record.nick, record.text]] : []))
    return { room: jid.split('@')[0], affiliations: affiliations.sort(), subjects, messages }
  })
}

for (const name of ['prosody', 'ejabberd'] as const) {
  t.test(`${name}: rooms move in and keep their address, also if the import was killed`, async t => {
    const scene = await playing(t, name)
    if (!scene) return
    const { server, juliet } = scene
    const { cwd, run, kill } = importer(t, server, OLD)
    const dry = await run('--dry-run')
    t.match(dry, {
      code: 0,
      out: /^conference\.localhost: 3 rooms and 0 messages read; its archives have 12[56] messages/,
    })
    await kill()
    t.match(await run('--read-only'), { code: 0, out: /3 rooms and 12[56] messages read/ })
    await juliet.says(room('hall'), ['hall-4'])
    await Promise.all([scene.admin.stops(), juliet.stops()])
    // The doors are closed, so that nothing new comes.
    await server.restart()
    t.match(await run(), { code: 0, out: /3 rooms and 12[67] messages were taken in; 0 records were left out/ })
    t.match(await run(), { code: 2, err: /^All of conference\.localhost was taken in/ })

    await server.configures(giveAddress)
    await server.restart()
    const service = await starts(t, cwd)
    const admin = new Client(server, 'admin')
    const [before, after] = [new Staging(join(cwd, `rooms.sqlite.import-${OLD}`), OLD), new Staging(':memory:', OLD)]
    await reads(admin.service, after, { hidden: [room('hall'), room('street')] })
    t.same(contentOf(after), contentOf(before))
    t.same(
      contentOf(after)
        .find(({ room }) => room === 'hall')
        ?.messages.map(([, , , body]) => body),
      numbered('hall', 4),
    )
    before.close()
    after.close()
    await admin.stops()
    t.match(await run('--dry-run'), { code: 2, err: /^conference\.localhost is Latchstring already\./m })
    await service.stops()

    await t.test('the old rooms are still there if the server gets its configuration back', async t => {
      await server.configures(text => text)
      await server.restart()
      const admin = new Client(server, 'admin')
      t.same(await listRooms(admin.service, OLD), ['garden', 'hall', 'street'].map(room))
      await admin.stops()
    })
  })

  t.test(`${name}: the old rooms lead to the new address, unless they were not taken in whole`, async t => {
    const scene = await playing(t, name)
    if (!scene) return
    const { server, juliet } = scene
    const { cwd, run } = importer(t, server, server.roomsDomain)
    t.match(await run('--redirect'), { code: 2, err: /import it first/ })
    t.match(await latchstring(['import', 'street.jsonl', '--config', 'my.yaml'], { cwd }), { code: 0 })
    t.match(await run(), {
      code: 0,
      out: /^street@conference\.localhost: .*There is a room street@rooms\.localhost already/m,
    })
    await juliet.says(room('hall'), ['late'])
    const plan = await run('--redirect')
    t.match(plan.out, /^garden@conference\.localhost moves to garden@rooms\.localhost, with 1 in it$/m)
    t.match(plan.out, /^street@conference\.localhost stays: it was not taken in$/m)
    t.match(plan.out, /^hall@conference\.localhost stays: it has messages that were not read$/m)
    t.match(plan.out, /Nothing was changed/)

    const told = juliet.receives(stanza => stanza.toString().includes('<destroy'))
    const done = await run('--redirect', '--yes')
    t.match(done.out, /^1 rooms were redirected, 2 stay/m)
    t.equal((await told).getChild('x', NS.mucUser)?.getChild('destroy')?.attrs['jid'], 'garden@rooms.localhost')
    t.match((await run('--redirect', '--yes')).out, /^0 rooms were redirected, 2 stay/m)
  })
}

/** What an admin does: the server's own rooms go, and a component gets their address. */
function giveAddress(text: string): string {
  return text
    .replace('Component "conference.localhost" "muc"\nmodules_enabled = { "muc_mam" }\n', '')
    .replace(/\n {2}mod_muc: .*/, '')
    .replace(
      /(Component "rooms\.localhost"\n {2}component_secret = (".*"))/,
      '$1\nComponent "conference.localhost"\n  component_secret = $2',
    )
    .replace(/( {6})rooms\.localhost:\n( {8}password: .*\n)/, '$1rooms.localhost:\n$2$1conference.localhost:\n$2')
}
