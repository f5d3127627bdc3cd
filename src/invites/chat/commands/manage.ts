import { hasLinks } from '../../commands/links.js'
import { manageUrl } from '../../commands/manage.js'
import type { ChatCommand } from '../chat-ask.js'

/** `manage`: a one-time address of the web page to manage the room, or all rooms of the person. */
export const manage: ChatCommand = {
  needsRooms: false,
  lookUp: ({ from }) => ({ webSessionsOf: from.bare }),
  run(ask) {
    const { here, texts } = ask
    if (here && !hasLinks({ ...ask, room: here })) return texts.refusals.notAllowed
    return [texts.manage, manageUrl(ask, here?.record.id ?? '')].join('\n')
  },
}
