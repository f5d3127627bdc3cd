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
    '1. Open the link in a browser, and in a private window: that makes you two people. Alice is in the room and answers.',
    `2. Use an XMPP client, if you have one. In profanity: /connect carol@${server.domain} server 127.0.0.1 port`,
    `   ${server.ports.client} tls disable, the password is carol; then /join ${room.jid}`,
    '   and give the link where it asks for a password.',
    bobIsIn
      ? '3. Bob has joined in an earlier run: this line says so. (Delete var/ to start from the beginning.)'
      : '3. Bob has an app. Let him in by the same link: paste this line into another terminal.',
    '',
    `  ${curl}`,
    '',
    `4. Alice has a page for her links and her guests: ${url}/manage`,
    `   Sign in as alice@${server.domain} with the password alice.`,
    '',
    `What next? ${url}/docs describes the REST API. npm start -- --xml shows the stanzas, npm start -- --play`,
    'checks each step of the story by itself. README.md puts it on your XMPP server in ten minutes.',
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
