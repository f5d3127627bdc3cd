import t from 'tap'
import { scenario } from '../scenario/index.js'

t.test('a change that cannot be committed reaches nobody', async t => {
  const { romeo, juliet, room, store } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  store.failNextCommit()
  romeo.sends(`<message to='${room}' type='groupchat' id='s2'><subject>Tomb</subject></message>`)
  await romeo.receives(`<message type='error' id='s2'><error type='wait'><internal-server-error/></error></message>`)
  await juliet.receivesNothing()
})
