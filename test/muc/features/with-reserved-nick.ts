import { type Play, type Scene, type SceneOptions, scenario } from '../../scenario/index.js'

/** A scene with romeo as owner in the room and the nick hag reserved for juliet, who is absent. */
export async function withReservedNick(t: Play, options?: SceneOptions): Promise<Scene> {
  const scene = await scenario(t, options)
  const { romeo, juliet, room } = scene
  await romeo.enters(room)
  await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}' nick='hag'/>`)
  await romeo.receivedMeanwhile()
  return scene
}
