import t from 'tap'
import { scenario } from '../scenario/index.js'
import { joins, linkedRoom } from './rest-room.js'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR

t.test('link history is kept for its configured time, and an ended link with it', async t => {
  const { juliet, romeo, passes } = await scenario(t)
  const { id, openInviteId } = await linkedRoom(juliet)
  await juliet.calls('POST', `/api/v1/rooms/${id}/links`, { lifetime: 60 })
  await joins(romeo, openInviteId)
  const counts = async () => {
    const history = await juliet.calls('GET', `/api/v1/rooms/${id}/story`)
    return [Number(Object(history.body)['total'])]
  }
  t.same(await counts(), [3])
  await passes(364 * DAY)
  await passes(HOUR)
  t.same(await counts(), [3])
  await passes(2 * DAY)
  await passes(HOUR)
  t.same(await counts(), [0])
})
