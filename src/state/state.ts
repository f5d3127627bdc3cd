import type { EventChanges, EventQuestions, EventSettings } from '../events/facts.js'
import type { GuestConfig, GuestQuestions, GuestSettings } from '../guests/facts.js'
import type { InviteChanges, InviteQuestions, InviteSettings, InviteState, LinkConfig } from '../invites/facts.js'
import type { LinkHooks } from '../invites/link-hooks.js'
import { OpenInvites } from '../invites/open-invites.js'
import type { KeptAnswerChanges, KeptAnswerQuestions } from '../kept-answers/facts.js'
import type { MovingChanges, MovingQuestions } from '../moving/facts.js'
import { ActivitySubscriptions } from '../muc/model/activity-subscriptions.js'
import { BlockLists } from '../muc/model/block-lists.js'
import { ClockTrust } from '../muc/model/clock-trust.js'
import { InvitationRates } from '../muc/model/invitation-rates.js'
import { LastSeen } from '../muc/model/last-seen.js'
import { RecentPresences } from '../muc/model/recent-presences.js'
import { Rooms } from '../muc/model/rooms.js'
import type { Settings, State } from '../muc/model/state.js'
import { Unreachable } from '../muc/model/unreachable.js'
import type { AddressSettings, ClientConfig, NewsSettings, RoomsApiChanges, RoomsApiState } from '../rooms-api/facts.js'
import { FamilyClients } from '../rooms-api/family-clients.js'
import { NewsLedger } from '../rooms-api/news/news-ledger.js'
import type { RoomsApiQuestions } from '../rooms-api/questions.js'
import type { StatusSetting } from '../rooms-api/stored-user-status.js'
import type { TokenChanges, TokenConfig, TokenQuestions } from '../tokens/facts.js'
import type { WebSessionChanges, WebSessionQuestions } from '../web-sessions/facts.js'
import type { WebhookChanges, WebhookQuestions } from '../webhooks/facts.js'

/*
 * The one place that joins the rooms of XEP-0045 with open invites, guests, API tokens, sessions of the page to manage and
 * the users of the REST API: their changes, look-ups, hooks and parts of the configuration extend the interfaces of `muc/`,
 * which does not import them.
 */

declare module '../muc/capability.js' {
  interface Capability extends LinkHooks {}
}

declare module '../muc/model/change.js' {
  interface Changes
    extends EventChanges,
      InviteChanges,
      KeptAnswerChanges,
      MovingChanges,
      RoomsApiChanges,
      TokenChanges,
      WebhookChanges,
      WebSessionChanges {}
}

declare module '../muc/model/lookup.js' {
  interface Questions
    extends EventQuestions,
      GuestQuestions,
      InviteQuestions,
      KeptAnswerQuestions,
      MovingQuestions,
      RoomsApiQuestions,
      TokenQuestions,
      WebhookQuestions,
      WebSessionQuestions {}
}

declare module '../muc/model/room-config.js' {
  interface RoomConfig extends LinkConfig, GuestConfig, ClientConfig {}
}

declare module '../muc/model/affiliation-setting.js' {
  interface AffiliationSetting extends StatusSetting {}
}

declare module '../muc/model/state.js' {
  interface Settings extends EventSettings, InviteSettings, GuestSettings, NewsSettings, AddressSettings, TokenConfig {}
  interface State extends InviteState, RoomsApiState {}
}

/** The state of a service at its start: no room and no open invite is in memory yet. */
export function createState(settings: Settings): State {
  const lastSeen = new LastSeen()
  return {
    settings,
    rooms: new Rooms({ lastSeen, admins: settings.admins }),
    tombstones: new Map(),
    lastSeen,
    invitationRates: new InvitationRates(),
    unreachable: new Unreachable(),
    recentPresences: new RecentPresences(),
    clock: new ClockTrust(),
    activitySubscriptions: new ActivitySubscriptions(),
    blockLists: new BlockLists(settings.blockLists),
    ownedRooms: new Map(),
    openInvites: new OpenInvites(),
    familyClients: new FamilyClients(settings),
    news: new NewsLedger(),
  }
}
