import type { TypedApp } from '../../schema/typed-app.js'
import { acceptOwnForms } from '../own-forms.js'
import { addressPage } from './address.js'
import { bansPage } from './bans.js'
import { guestsPage } from './guests.js'
import { joinedPage } from './joined.js'
import { linkPage } from './link.js'
import { linkActs } from './link-acts.js'
import { linksPage } from './links.js'
import { makePage } from './make.js'
import { ManagePages } from './pages.js'
import { answerRefusals } from './refused.js'
import { roomsPage } from './rooms.js'
import { type SignInPageOptions, signInPage } from './sign-in.js'
import { waitingPage } from './waiting.js'

/** The parts of the pages for signed-in people. */
const PARTS = [roomsPage, linksPage, linkPage, linkActs, makePage, waitingPage, joinedPage, guestsPage, bansPage]

/** Serves the pages by which people manage their rooms and links: forms without scripts. */
export function serveManage(app: TypedApp, options: SignInPageOptions): void {
  const pages = new ManagePages(app, options)
  acceptOwnForms(app, options)
  answerRefusals(app, pages)
  signInPage(app, pages, options)
  addressPage(app, pages, options)
  for (const part of PARTS) part(pages)
}
