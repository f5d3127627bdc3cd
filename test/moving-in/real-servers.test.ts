import t, { type Test } from 'tap'
import { Staging } from '../../src/moving-in/staging.js'
import { Client, numbered, OLD, playing, reads } from './old-rooms.js'

const room = (name: string) => `${name}@${OLD}`

function staged(t: Test): Staging {
  const staging = new Staging(':memory:', OLD)
  t.teardown(() => staging.close())
  return staging
}

function recordsOf(staging: Staging, name: string) {
  const records = staging.room(room(name))?.records ?? []
  return {
    settings: records.flatMap(record => (record.kind === 'room' ? [record.settings] : []))[0],
    affiliations: records.flatMap(record =>
      record.kind === 'affiliation' ? [`${record.affiliation} ${record.user}`] : [],
    ),
    subject: records.flatMap(record => (record.kind === 'subject' ? [`${record.nick}: ${record.text}`] : []))[0],
    notes: staging.room(room(name))?.notes.map(({ what, value }) => `${what}: ${value}`) ?? [],
  }
}

function bodiesOf(staging: Staging, name: string): string[] {
  return [...staging.messages(room(name))].flatMap(({ stanza }) => /<body>(.*)<\/body>/.exec(stanza)?.[1] ?? [])
}

for (const name of ['prosody', 'ejabberd'] as const) {
  t.test(
    `${name}: an admin reads all rooms, hidden ones too, with settings, people, subjects and archives`,
    async t => {
      const scene = await playing(t, name)
      if (!scene) return
      const { admin, juliet } = scene
      const staging = staged(t)
      await reads(admin.service, staging)
      t.same(staging.rooms(), ['garden', 'hall', 'street'].map(room))

      const garden = recordsOf(staging, 'garden')
      t.match(garden.settings, {
        name: 'The garden',
        description: 'Roses & walls',
        public: true,
        persistent: true,
        membersOnly: false,
        changeSubject: false,
        allowInvites: false,
        password: '',
        whois: 'moderators',
        logging: true,
      })
      t.same(garden.affiliations, [
        'owner juliet@localhost',
        'admin nurse@localhost',
        'member romeo@localhost',
        'outcast tybalt@localhost',
      ])
      t.equal(garden.subject, 'Juliet: Wherefore')
      t.same(bodiesOf(staging, 'garden'), numbered('garden', 120))
      t.same(garden.notes, [])

      t.match(recordsOf(staging, 'hall').settings, {
        public: false,
        membersOnly: true,
        moderated: true,
        password: 'rosemary',
      })
      t.same(bodiesOf(staging, 'hall'), numbered('hall', 3))
      t.equal(recordsOf(staging, 'hall').subject, undefined)
      t.match(recordsOf(staging, 'street').settings, { whois: 'anyone' })

      await t.test('a second reading brings what is new alone', async t => {
        await juliet.says(room('hall'), ['hall-4'])
        await juliet.administers(room('hall'), "<item affiliation='member' jid='romeo@localhost'/>")
        const before = [...staging.messages(room('garden'))].length
        await reads(admin.service, staging)
        t.same(bodiesOf(staging, 'hall'), numbered('hall', 4))
        t.same(recordsOf(staging, 'hall').affiliations, ['owner juliet@localhost', 'member romeo@localhost'])
        t.equal([...staging.messages(room('garden'))].length, before)
      })

      await t.test('a person without rights reads what can be read, and the report says what cannot', async t => {
        const mercutio = new Client(scene.server, 'mercutio')
        t.teardown(() => mercutio.stops())
        const staging = staged(t)
        await reads(mercutio.service, staging, {
          hidden: [room('hall'), room('nowhere')],
          reader: 'mercutio@localhost',
        })
        const garden = recordsOf(staging, 'garden')
        t.match(garden.settings, { name: 'The garden', public: true, persistent: true, membersOnly: false })
        t.equal(garden.subject, 'Juliet: Wherefore')
        t.same(bodiesOf(staging, 'garden'), numbered('garden', 120))
        t.match(garden.notes, [/^Only an owner may read the settings/])
        t.match(garden.notes.join('\n'), /The list of the affiliation owner cannot be read/)
        t.match(garden.notes.join('\n'), /No owner is known: mercutio@localhost becomes the owner/)
        t.match(recordsOf(staging, 'hall').notes.join('\n'), /The archive cannot be read: forbidden/)
        t.equal(staging.room(room('nowhere'))?.records, undefined)
      })
    },
  )
}
