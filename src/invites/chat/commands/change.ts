import { changeLink } from '../../change.js'
import { hasEnded } from '../../open-invite.js'
import { revokeLink } from '../../revoke.js'
import type { ChatAsk, ChatCommand } from '../chat-ask.js'
import { askWhichLink, chosenLink, nameOfLink, type RoomLink } from '../links.js'
import { nameOfRoom } from '../rooms.js'
import { fill } from '../texts/texts.js'

/** `pause LINK`: the link refuses joiners until it is resumed. */
export const pause: ChatCommand = {
  needsRooms: true,
  run(ask) {
    const fits = (one: RoomLink) => !one.link.invite.terms.paused && !hasEnded(one.link.invite, ask.batch.at)
    const chosen = chosenLink(ask, { fits })
    if ('among' in chosen) return askWhichLink(ask, { ...chosen, command: 'pause' })
    setPaused(ask, chosen, true)
    return done(ask, chosen, 'paused')
  },
}

/** `resume LINK`: ends a pause. */
export const resume: ChatCommand = {
  needsRooms: true,
  run(ask) {
    const chosen = chosenLink(ask, { fits: ({ link }) => link.invite.terms.paused })
    if ('among' in chosen) return askWhichLink(ask, { ...chosen, command: 'resume' })
    setPaused(ask, chosen, false)
    return done(ask, chosen, 'resumed')
  },
}

/** `revoke LINK`: the link ends for good; the members who joined by it stay. */
export const revoke: ChatCommand = {
  needsRooms: true,
  run(ask) {
    const chosen = chosenLink(ask, { fits: () => true, isFinal: true })
    if ('among' in chosen) return askWhichLink(ask, { ...chosen, command: 'revoke' })
    revokeLink(ask, chosen.room, { invite: chosen.link.invite, by: ask.from.bare })
    return done(ask, chosen, 'revoked')
  },
}

function setPaused(ask: ChatAsk, { link, room }: RoomLink, paused: boolean): void {
  if (link.invite.terms.paused !== paused) changeLink(ask, room, { link, by: ask.from.bare, asked: { paused } })
}

function done({ texts }: ChatAsk, one: RoomLink, what: 'paused' | 'resumed' | 'revoked'): string {
  const line = `${texts.words.resume[0]} ${one.link.invite.linkId.slice(-6)}`
  return fill(texts.links[what], { link: nameOfLink(one), room: nameOfRoom(one.room), line })
}
