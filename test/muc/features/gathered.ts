import { type Play, type Scene, type SceneOptions, scenario } from '../../scenario/index.js'

/** A scene with romeo as owner, juliet and mercutio in the room; all inboxes are empty. */
export function gathered(t: Play, options?: SceneOptions): Promise<Scene> {
  return enterAll(t, ['romeo', 'juliet', 'mercutio'], options)
}

/** The same with only romeo and juliet in the room. */
export function romeoAndJuliet(t: Play, options?: SceneOptions): Promise<Scene> {
  return enterAll(t, ['romeo', 'juliet'], options)
}

async function enterAll(
  t: Play,
  names: readonly ('romeo' | 'juliet' | 'mercutio')[],
  options?: SceneOptions,
): Promise<Scene> {
  const scene = await scenario(t, options)
  for (const name of names) await scene[name].enters(scene.room)
  for (const name of names) await scene[name].receivedMeanwhile()
  return scene
}
