import type { Capability } from '../../muc/capability.js'
import type { Command } from '../../muc/command.js'
import type { Context } from '../../muc/context.js'
import { answerRequestsCommand } from './answer-requests.js'
import { changeLinkHere } from './change-link.js'
import { joinersCommand, linkHistoryCommand } from './link-history.js'
import { listLinks } from './list-links.js'
import { makeLinkHere } from './make-link.js'
import { makeMyLink } from './make-my-link.js'
import { manageHere, manageMyRooms } from './manage.js'
import { myLinks, onMyLink } from './my-links.js'
import { resetLinkHere } from './reset-link.js'
import { revokeLinkHere } from './revoke-link.js'

/** The ad-hoc commands (XEP-0050) on links: those of a room, and those of the service for all rooms of a person. */
export const linkCommands: Capability = {
  commands: first([
    makeLinkHere,
    listLinks,
    changeLinkHere,
    resetLinkHere,
    revokeLinkHere,
    joinersCommand,
    linkHistoryCommand,
    answerRequestsCommand,
    manageHere,
  ]),
  serviceCommands: first([
    myLinks,
    makeMyLink,
    onMyLink(changeLinkHere, 'Change, pause or resume a link of mine'),
    onMyLink(revokeLinkHere, 'Revoke a link of mine'),
    manageMyRooms,
  ]),
}

/** Links are what most people open the list of commands for. */
function first<C extends Context>(commands: readonly Command<C>[]): Command<C>[] {
  return commands.map(command => ({ ...command, place: 'first' }))
}
