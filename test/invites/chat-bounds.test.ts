import t from 'tap'
import type { ChatAsk } from '../../src/invites/chat/chat-ask.js'
import { COMMANDS } from '../../src/invites/chat/commands.js'
import { TEXTS } from '../../src/invites/chat/texts/texts.js'
import { UNLIMITED } from '../../src/invites/terms.js'
import { createRoom } from '../../src/muc/operations/create-room.js'
import { OpenBatch } from '../../src/service/open-batch.js'
import { parseJid } from '../../src/stanza/jid.js'
import { createState } from '../../src/state/state.js'
import { roomsSettings } from '../settings.js'
import { config } from '../store/contract.js'

const MALLORY = 'mallory@localhost'
const ROOMS = ['hall1', 'hall2', 'hall3']

/** A person with three rooms of 1000 links each, who writes lines to the service. */
function manyLinks() {
  const settings = roomsSettings({ maxMembers: 0 })
  const state = createState({ ...settings, defaults: config })
  let ids = 0
  const newId = () => String(++ids).padStart(24, '0').padEnd(32, 'f')
  const batch = new OpenBatch(state, { at: 1000, newId })
  const jids = ROOMS.map(name => `${name}@${settings.domain}`)
  for (const jid of jids) {
    const context = { ...state, batch, capabilities: [], found: {} }
    const { record } = createRoom(context, { jid, creator: MALLORY, config: { ...config, name: '' }, locked: false })
    for (let n = 0; n < 1000; n++) {
      const link = { owner: MALLORY, roomId: record.id, roomType: 'default', isDefault: false, uses: 0 } as const
      const now = {
        ...link,
        id: newId(),
        linkId: newId().slice(0, 24),
        createdAt: n,
        terms: { ...UNLIMITED, label: `no ${n}` },
      }
      batch.change({ kind: 'open-invite', was: undefined, now })
    }
  }
  return (line: string) => {
    const [name = '', ...words] = line.split(' ')
    const from = parseJid(`${MALLORY}/x`)
    if (!from || (name !== 'links' && name !== 'pause')) throw new Error(line)
    const found = { moderatedBy: jids }
    const ask: ChatAsk = { ...state, batch, capabilities: [], found, from, here: undefined, words, texts: TEXTS.en }
    return COMMANDS[name].run(ask)
  }
}

t.test('a line reads at most 2000 links, those of a room that it names first', async t => {
  const says = manyLinks()
  t.match(says('links'), /^Links \(2000\):\n• no 999 .* hall1/)
  t.match(says('links hall3'), /^Links \(1000\):\n• no 999 .* hall3/)
  t.match(says('pause no 7 hall3'), /no 7 .* to hall3 is paused/)
  t.match(says('pause no 7 hall9'), 'There is no link')
})
