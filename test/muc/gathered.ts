import { type Play, type Scene, type SceneOptions, scenario } from '../scenario/index.js'

/** A scene with romeo, who owns the room, juliet and mercutio in it, and nothing left to read. */
export async function gathered(t: Play, options: SceneOptions = {}): Promise<Scene> {
  const scene = await scenario(t, options)
  const { romeo, juliet, mercutio, room } = scene
  for (const actor of [romeo, juliet, mercutio]) await actor.enters(room)
  for (const actor of [romeo, juliet, mercutio]) await actor.receivedMeanwhile()
  return scene
}
