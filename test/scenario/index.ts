/**
 * Scenes that test rooms: a Latchstring, an XMPP server, and actors with XMPP clients.
 *
 *     import t from 'tap'
 *     import { scenario } from 'latchstring/scenario'
 *
 *     t.test('a message reaches every occupant', async t => {
 *       const { romeo, juliet, room } = await scenario(t)
 *       await romeo.enters(room)
 *       await juliet.enters(room)
 *       romeo.sends(`<message to='${room}' type='groupchat'><body>Hello</body></message>`)
 *       await juliet.receives(`<message from='${room}/romeo'><body>Hello</body></message>`)
 *     })
 */
export { Actor, type EntryOptions } from './actor.js'
export { assertLike, assertRefused } from './assertions.js'
export { type DevStage, startDevStage } from './dev-stage.js'
export type { FailingStore } from './failing-store.js'
export { codesOf, itemOf } from './muc-user.js'
export { matches, pattern } from './pattern.js'
export type { RestAnswer, RestCall } from './rest.js'
export { type LogLine, type Play, type Scene, type SceneOptions, scenario } from './scenario.js'
export type { StageServer } from './stage.js'
