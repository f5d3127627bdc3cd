import type { Asked, Command, Completed } from '../../muc/command.js'
import type { Context, RoomContext } from '../../muc/context.js'
import { dataForm, textField } from '../../stanza/data-form.js'
import { makeAddress } from '../../web-sessions/begin.js'
import { hasLinks } from './links.js'

const MANAGE = 'urn:latchstring:command:manage'
const NAME = 'Manage on a web page'

/** Gives the caller a one-time address of the page to manage this room. */
export const manageHere: Command<RoomContext> = {
  node: MANAGE,
  name: NAME,
  mayRun: hasLinks,
  lookUp: ({ from }) => ({ webSessionsOf: from.bare }),
  run: asked => oneTimeAddress(asked, asked.room.record.id),
}

/** Gives the caller a one-time address of the page to manage their rooms. */
export const manageMyRooms: Command<Context> = {
  node: MANAGE,
  name: NAME,
  mayRun: () => true,
  lookUp: ({ from }) => ({ webSessionsOf: from.bare }),
  run: asked => oneTimeAddress(asked, ''),
}

/** Makes a one-time address of the page to manage a room; `roomId`: empty for all rooms. Needs the look-up `webSessionsOf`. */
export function manageUrl(asked: Asked<Context>, roomId: string): string {
  return `${asked.settings.publicUrl}/manage/${makeAddress(asked, { user: asked.from.bare, roomId })}`
}

/** The XMPP server has authenticated the caller, so the address needs no password. */
function oneTimeAddress(asked: Asked<Context>, roomId: string): Completed {
  const url = manageUrl(asked, roomId)
  return {
    note: `Open it within 15 minutes. It works once; keep it to yourself: ${url}`,
    result: dataForm('result', MANAGE, [textField('url', 'The page to manage', url)]),
  }
}
