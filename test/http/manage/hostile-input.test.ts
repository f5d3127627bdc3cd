import t from 'tap'
import { JOIN } from '../invitation.js'
import { ALICE, BOB, CAROL, managed } from './managed.js'

const tagsOf = (body: string) => [...body.matchAll(/<[^>]*>/g)].map(([tag]) => /^<\/?[\w!]+/.exec(tag)?.[0])

const ATTACKS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style><svg onload=alert(1)>',
  '&lt;script&gt;',
  '<!--',
  '{user}{uses}',
  'a\u202eb',
]

t.test('names of rooms and links, reasons and answers stay text, whatever they contain', async t => {
  const { browserOf, makesLink, room, api, owner, roomId } = await managed(t)
  const { linkId, openInviteId } = await makesLink({ admission: 'unlock_ack', label: 'Ball' })
  const [carol, free] = [await api.person(CAROL), await makesLink({ label: 'Ball' })]
  await carol.posts(JOIN, { openInviteId: free.openInviteId })
  const browser = await browserOf(ALICE)
  const pages = ['', `/links/${linkId}`, '/waiting', '/joined', '/guests', '/bans', '/make'].map(
    page => `${room}${page}`,
  )
  const sets = async (text: string) => {
    await api.changeRecord(roomId, { config: { name: text } })
    for (const id of [linkId, free.linkId]) await owner.patches(`/api/v1/rooms/${roomId}/links/${id}`, { label: text })
    await (await api.person(BOB)).posts(JOIN, { openInviteId, reason: text })
    await owner.posts(`/api/v1/rooms/${roomId}/bans`, { user: 'evil.example', reason: text })
  }
  const bodies = async () => {
    const all: string[] = []
    for (const page of [...pages, '/manage']) all.push((await browser.opens(page)).body)
    return all
  }
  await sets('Verona')
  const plain = (await bodies()).map(tagsOf)
  for (const attack of ATTACKS) {
    await sets(attack)
    const attacked = await bodies()
    t.strictSame(attacked.map(tagsOf), plain, attack)
    if (/[<"']/.test(attack))
      t.notOk(
        attacked.some(body => body.includes(attack)),
        attack,
      )
  }
  t.notMatch((await browser.opens(room)).body, /<title>[^<]*\u202e/)
})

t.test('what a request brings does not get into a page as markup', async t => {
  const { browserOf, room } = await managed(t)
  const browser = await browserOf(ALICE)
  for (const attack of ATTACKS) {
    const text = encodeURIComponent(attack)
    const paths = [
      `${room}?done=${text}&from=${text}&lang=${text}`,
      `${room}/joined?link=${text}`,
      `${room}/links/${text}`,
    ]
    for (const path of [...paths, `/manage/rooms/${text}`]) {
      const { body, status } = await browser.opens(path)
      t.ok([200, 404].includes(status), path)
      if (/[<"']/.test(attack)) t.notOk(body.includes(attack), path)
    }
  }
  for (const done of ['__proto__', 'constructor', 'toString']) {
    t.notMatch((await browser.opens(`${room}?done=${done}`)).body, 'role="status"')
  }
})
