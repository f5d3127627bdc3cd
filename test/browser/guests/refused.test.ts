import { textAt } from '../../../src/demo/rest.js'
import type { Actor } from '../../scenario/index.js'
import { browserTest } from '../browser-scene.js'

/** Answers the one pending request of the room. */
async function answers(moderator: Actor, room: string, decision: 'approve' | 'decline'): Promise<void> {
  const requests = `/api/v1/rooms/${room}/requests`
  const { body } = await moderator.calls('GET', requests)
  const user = textAt((body as { data: unknown[] }).data[0], 'user', 'jid')
  await moderator.calls('POST', `${requests}/${user}`, { decision })
}

browserTest('8.2: a kicked guest reads by whom and why, and is kept in no cookie', {}, async (t, scene) => {
  const { romeo, room, page, visitor } = scene
  const nurse = await visitor()
  await nurse.joins(page, 'The nurse')
  await nurse.isInside()
  await romeo.administers(room, `<item nick='The nurse' role='none'><reason>Too loud</reason></item>`)
  await nurse.sees('You have been kicked from this groupchat')
  await nurse.sees('Too loud')
  await nurse.page.reload()
  await nurse.sees('You are not in the room any more')
  t.same(await nurse.page.context().cookies(), [])
  await nurse.page.goto(`${page}/room`)
  t.equal(nurse.page.url(), page, 'the address of the room leads to the link')
})

const APPROVAL = { terms: { admission: 'unlock_ack' } }

browserTest(
  'a guest waits for a moderator without a script, and comes in by the approval',
  APPROVAL,
  async (t, scene) => {
    const { romeo, room, page, visitor } = scene
    const nurse = await visitor()
    await nurse.joins(page, 'The nurse')
    await nurse.sees('A moderator has been asked')
    t.equal(await nurse.page.locator('script').count(), 0)
    await answers(romeo, room, 'approve')
    await nurse.isInside()
    await romeo.receives(`<presence from='${room}/The nurse'/>`)
  },
)

browserTest('a guest whom a moderator declines is told', APPROVAL, async (_t, { romeo, room, page, visitor }) => {
  const nurse = await visitor()
  await nurse.joins(page, 'The nurse')
  await nurse.sees('A moderator has been asked')
  await answers(romeo, room, 'decline')
  await nurse.sees('You were not let in')
})

browserTest('a revoked link lets no guest in, and puts its guests out if asked', {}, async (_t, scene) => {
  const { romeo, room, link, page, visitor } = scene
  const nurse = await visitor()
  await nurse.joins(page, 'The nurse')
  await nurse.isInside()
  await romeo.calls('DELETE', `${link.path}?removeGuests=true`)
  await romeo.receives(`<presence from='${room}/The nurse' type='unavailable'/>`)
  await nurse.sees('You have been kicked from this groupchat')
  await nurse.page.reload()
  await nurse.sees('You are not in the room any more')
  await nurse.page.goto(page)
  await nurse.sees('This invitation is not valid')
})

const FULL = { config: { 'muc#roomconfig_maxusers': '2' } }

browserTest('a full room lets no guest in, and keeps the name in the form', FULL, async (t, { page, visitor }) => {
  const [nurse, friar] = [await visitor(), await visitor()]
  await nurse.joins(page, 'The nurse')
  await nurse.isInside()
  await friar.page.goto(page)
  await friar.joins(page, 'Friar Laurence')
  await friar.sees(/The room is full/)
  t.equal(await friar.page.locator('form.join input[name=name]').inputValue(), 'Friar Laurence')
})
