import { type Play, type Scene, type SceneOptions, scenario } from '../scenario/index.js'

/** A scene in which the room is there: Romeo, its owner, and Juliet are in it and have read all that came with that. */
export async function romeoAndJuliet(t: Play, options?: SceneOptions): Promise<Scene> {
  const scene = await scenario(t, options)
  const { romeo, juliet, room } = scene
  await romeo.enters(room)
  await juliet.enters(room)
  await romeo.receivedMeanwhile()
  return scene
}
