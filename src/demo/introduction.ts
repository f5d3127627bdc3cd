import { API } from './rest.js'
import type { DemoScene } from './scene.js'

/** The lines that the demo prints at its start: the addresses, and a command to paste. */
export function introduction({ url, room, bobsToken, bobIsIn, server }: DemoScene): string[] {
  return [
    'Latchstring runs, with a small XMPP server of its own.',
    '',
    `  The room   ${room.jid}, owned by alice, who is in it; members only`,
    `  The link   ${room.link}`,
    '             (open it in a browser; apps send the id at its end to the REST API)',
    `  REST       ${url}${API}; ${url}/docs describes it`,
    `  XMPP       127.0.0.1:${server.ports.client} without TLS, WebSocket on port ${server.ports.webSocket};`,
    `             alice@${server.domain} and bob@${server.domain}, each with the name as the password; in profanity:`,
    `             /connect bob@${server.domain} server 127.0.0.1 port ${server.ports.client} tls disable`,
    `  A token for bob:`,
    bobsToken,
    '',
    bobIsIn
      ? 'Bob joined in an earlier run: the call says so and sends nothing. Delete var/ to start from the beginning.'
      : 'Let bob join with the link. Paste this into another terminal and watch here what he and alice receive:',
    '',
    joinCommand({ url, token: bobsToken, openInviteId: room.openInviteId }),
    '',
    'Press Ctrl-C to stop.',
  ]
}

function joinCommand({ url, token, openInviteId }: { url: string; token: string; openInviteId: string }): string {
  return [
    `curl -s ${url}${API}/rooms/open-invites`,
    `  -H 'Authorization: Bearer ${token}'`,
    `  -H 'Content-Type: application/json'`,
    `  -d '${JSON.stringify({ openInviteId, reason: 'Come up, the latchstring is out' })}'`,
  ].join(' \\\n')
}
