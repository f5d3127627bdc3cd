import { changeLink } from '../../../invites/change.js'
import { clearLink } from '../../../invites/clearing.js'
import { revokeLink } from '../../../invites/revoke.js'
import { LINK, linkIn } from './link.js'
import type { ManagePages } from './pages.js'
import { afterwards } from './parts.js'
import { inRoom, roomPath } from './room.js'
import type { Visit } from './visit.js'

/** What a person does with a link: pause, resume, revoke. */
export function linkActs(pages: ManagePages): void {
  pages.post(`${LINK}/pause`, visit => setPaused(visit, true))
  pages.post(`${LINK}/resume`, visit => setPaused(visit, false))
  pages.post(`${LINK}/revoke`, revoke)
}

function setPaused(visit: Visit, paused: boolean): Promise<string> {
  return inRoom(visit, inTurn => {
    const { turn, room, head, by } = inTurn
    const { invite } = changeLink(turn, room, { link: linkIn(inTurn, visit), by, asked: { paused } })
    return afterwards(roomPath(head, `/links/${invite.linkId}`), paused ? 'paused' : 'resumed')
  })
}

function revoke(visit: Visit): Promise<string> {
  const removes = visit.form.has('remove')
  const lookup = removes ? { joinersOf: visit.params['link'] ?? '' } : undefined
  return inRoom(
    visit,
    inTurn => {
      const { turn, room, head, by } = inTurn
      const { invite } = linkIn(inTurn, visit)
      clearLink({ ...turn, room, invite, by }, { members: removes, guests: visit.form.has('remove-guests') })
      revokeLink(turn, room, { invite, by })
      return afterwards(roomPath(head), removes ? 'removed' : 'revoked')
    },
    lookup,
  )
}
