import type { Capability } from '../../muc/capability.js'
import { answerRequestsCommand } from './answer-requests.js'
import { changeLinkHere } from './change-link.js'
import { joinersCommand, linkHistoryCommand } from './link-history.js'
import { listLinks } from './list-links.js'
import { makeLinkHere } from './make-link.js'
import { makeMyLink } from './make-my-link.js'
import { myLinks, onMyLink } from './my-links.js'
import { resetLinkHere } from './reset-link.js'
import { revokeLinkHere } from './revoke-link.js'

/** Open invites from any client, by ad-hoc commands (XEP-0050) of the room, and of the service for all rooms. */
export const linkCommands: Capability = {
  commands: [
    makeLinkHere,
    listLinks,
    changeLinkHere,
    resetLinkHere,
    revokeLinkHere,
    joinersCommand,
    linkHistoryCommand,
    answerRequestsCommand,
  ],
  serviceCommands: [
    myLinks,
    makeMyLink,
    onMyLink(changeLinkHere, 'Change, pause or resume a link of mine'),
    onMyLink(revokeLinkHere, 'Revoke a link of mine'),
  ],
}
