import { type Play, type Scene, type SceneOptions, scenario } from '../../scenario/index.js'

/** A scene with romeo, who owns the room, juliet and mercutio in it, and nothing left to read. */
export function gathered(t: Play, options?: SceneOptions): Promise<Scene> {
  return gather(t, ['romeo', 'juliet', 'mercutio'], options)
}

/** The same with romeo and juliet alone in the room. */
export function romeoAndJuliet(t: Play, options?: SceneOptions): Promise<Scene> {
  return gather(t, ['romeo', 'juliet'], options)
}

async function gather(
  t: Play,
  cast: readonly ('romeo' | 'juliet' | 'mercutio')[],
  options?: SceneOptions,
): Promise<Scene> {
  const scene = await scenario(t, options)
  for (const name of cast) await scene[name].enters(scene.room)
  for (const name of cast) await scene[name].receivedMeanwhile()
  return scene
}
