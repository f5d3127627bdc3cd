import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { DemoScene } from './scene.js'

type Told = {
  readonly scene: DemoScene
  /** The curl line that lets bob in. */
  readonly curl: string
  /** The port that the demo would have taken, where another program has it. */
  readonly portInUse?: number | undefined
}

/** The lines that the demo prints at its start: a short story, the link, a command to paste, and what to do next. */
export function introduction({ scene, curl, portInUse }: Told): string[] {
  const { url, room, bobIsIn, server } = scene
  const note =
    portInUse === undefined ? [] : [`(Port ${portInUse} is in use by another program, so this is another one.)`]
  return [
    'Latchstring runs, with a small XMPP server of its own. Press Ctrl-C to stop.',
    ...note,
    '',
    'Alice has a room, "The balcony". Only its members may enter, and those to whom she gives her link:',
    '',
    `  ${room.link}`,
    '',
    '1. Open the link in a browser, write a name, and you are in the room as a guest. Alice answers. A private window',
    '   with the same link is a second guest.',
    bobIsIn
      ? '2. Bob has joined in an earlier run: this line says so. (Delete var/ to start from the beginning.)'
      : '2. Bob has an app. Let him in by the same link: paste this line into another terminal.',
    '',
    `  ${curl}`,
    '',
    `3. Alice has a page for her links and her guests: ${url}/manage`,
    `   Sign in as alice@${server.domain} with the password alice.`,
    '',
    `What next? README.md puts it on your XMPP server in ten minutes; ${url}/docs describes the REST API;`,
    `npm start -- --xml shows the stanzas. XMPP clients sign in at 127.0.0.1:${server.ports.client} without TLS as`,
    `carol@${server.domain} with the password carol, enter ${room.jid},`,
    'and give the link as the password.',
    '',
    'What happens in the room:',
  ]
}

/**
 * Writes the headers of bob's requests into a file in `directory`, readable for its owner only, and gives the line that
 * calls the REST API with them. A token in the line itself would hide what the line does.
 */
export async function curlLine({ url, room, bobsToken }: DemoScene, directory: string): Promise<string> {
  const file = resolve(join(directory, 'bob.headers'))
  await writeFile(file, `Authorization: Bearer ${bobsToken}\nContent-Type: application/json\n`, { mode: 0o600 })
  return `curl -s ${url}/api/v1/join -H '@${file}' -d '${JSON.stringify({ openInviteId: room.openInviteId })}'`
}
