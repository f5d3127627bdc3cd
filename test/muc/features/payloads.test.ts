import t from 'tap'
import { assertLike } from '../../scenario/index.js'
import { forwarded, reads, roomsId, says } from './archived.js'
import { romeoAndJuliet } from './gathered.js'

const HINT = `<store xmlns='urn:xmpp:hints'/>`

/** Payloads beside the body by their specifications. `ID` stands for the id of an earlier message. */
const PAYLOADS = {
  'XEP-0308: a correction': `<body>b</body><replace xmlns='urn:xmpp:message-correct:0' id='said-1'/>`,
  'XEP-0444: reactions': `<reactions xmlns='urn:xmpp:reactions:0' id='ID'><reaction>👋</reaction><reaction>🐢</reaction></reactions>${HINT}`,
  'XEP-0444: reactions without a hint': `<reactions xmlns='urn:xmpp:reactions:0' id='ID'/>`,
  'XEP-0461: a reply': `<body>&gt; a\nb</body><reply xmlns='urn:xmpp:reply:0' to='verona@rooms/juliet' id='ID'/>
    <fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='4'/></fallback>`,
  'XEP-0482: a call': `<invite xmlns='urn:xmpp:call-invites:0' video='true'><jingle sid='s1' jid='romeo@example.org/x'/></invite>${HINT}`,
  'an unknown payload': `<body>b</body><a xmlns='urn:example:a' n='1'><b xmlns='urn:example:b'>é ☃<c/></b></a>`,
}

for (const [title, payload] of Object.entries(PAYLOADS)) {
  t.test(`${title} reaches all occupants unchanged and is in the archive`, async t => {
    const { romeo, juliet, room } = await romeoAndJuliet(t)
    const [id = ''] = await says(juliet, room, 'a')
    await romeo.receives('<message><body>a</body></message>')
    const content = payload.replaceAll('ID', id)
    romeo.sends(`<message to='${room}' type='groupchat' id='m2'>${content}</message>`)
    const wanted = `<message from='${room}/romeo' type='groupchat' id='m2'>${content}</message>`
    for (const actor of [romeo, juliet]) {
      const received = await actor.receives(`<message id='m2'/>`)
      assertLike(received, wanted)
      t.not(roomsId(received, room), '')
    }
    assertLike(forwarded((await reads(juliet, room)).results[1]), wanted)
  })
}
