/** The XML namespaces of the protocols that we speak, by the name that their specification uses. */
export const NS = {
  client: 'jabber:client',
  stanzas: 'urn:ietf:params:xml:ns:xmpp-stanzas',
  muc: 'http://jabber.org/protocol/muc',
  mucUser: 'http://jabber.org/protocol/muc#user',
  mucAdmin: 'http://jabber.org/protocol/muc#admin',
  mucOwner: 'http://jabber.org/protocol/muc#owner',
  /** XEP-0045 §18.1.1: a node. */
  mucTraffic: 'http://jabber.org/protocol/muc#traffic',
  /** XEP-0045 §7.4: the room reflects the id of a message. */
  stableId: 'http://jabber.org/protocol/muc#stable_id',
  /** XEP-0410: the room itself answers an occupant's ping to their own nick. */
  selfPing: 'http://jabber.org/protocol/muc#self-ping-optimization',
  /** XEP-0421: a name for an occupant that outlives nicks and says nothing of the account. */
  occupantId: 'urn:xmpp:occupant-id:0',
  /** XEP-0463: versions of a room's affiliations. */
  affiliationVersions: 'urn:xmpp:muc:affiliations:0',
  /** XEP-0437: in which rooms there is something new. */
  roomActivity: 'urn:xmpp:rai:0',
  /** XEP-0334: what servers should do with a message. */
  hints: 'urn:xmpp:hints',
  /** XEP-0317: what occupants are beside role and affiliation. */
  hats: 'urn:xmpp:hats:0',
  /** XEP-0359: unique and stable stanza ids. */
  stanzaId: 'urn:xmpp:sid:0',
  mucRequest: 'http://jabber.org/protocol/muc#request',
  mucRegister: 'http://jabber.org/protocol/muc#register',
  /** XEP-0077: in-band registration. */
  register: 'jabber:iq:register',
  roomConfig: 'http://jabber.org/protocol/muc#roomconfig',
  roomInfo: 'http://jabber.org/protocol/muc#roominfo',
  /** XEP-0045 §18.1.1: a node. */
  mucRooms: 'http://jabber.org/protocol/muc#rooms',
  dataForm: 'jabber:x:data',
  discoInfo: 'http://jabber.org/protocol/disco#info',
  discoItems: 'http://jabber.org/protocol/disco#items',
  /** XEP-0115, and XEP-0390 with the hashes of XEP-0300. */
  capabilities: 'http://jabber.org/protocol/caps',
  capabilities2: 'urn:xmpp:caps',
  hashes: 'urn:xmpp:hashes:2',
  delay: 'urn:xmpp:delay',
  /** XEP-0249: the direct invitation; mediated ones have it too, in its old form, for old clients. */
  directInvitation: 'jabber:x:conference',
  tokenInvite: 'urn:xmpp:muc-token-invite:0',
  pubsub: 'http://jabber.org/protocol/pubsub',
  pubsubEvent: 'http://jabber.org/protocol/pubsub#event',
  /** XEP-0050: ad-hoc commands; also the node under which they are found. */
  commands: 'http://jabber.org/protocol/commands',
  /** XEP-0133: what admins of a service do. */
  admin: 'http://jabber.org/protocol/admin',
  /** XEP-0054: what a person, or a room (XEP-0486), shows of itself; XEP-0153: that its photo has changed. */
  vcard: 'vcard-temp',
  vcardUpdate: 'vcard-temp:x:update',
  ping: 'urn:xmpp:ping',
  version: 'jabber:iq:version',
  /** XEP-0433, and what it was before it was a XEP. */
  channelSearch: 'urn:xmpp:channel-search:0:search',
  channelSearchParams: 'urn:xmpp:channel-search:0:search-params',
  channelSearchError: 'urn:xmpp:channel-search:0:error',
  muclumbus: 'https://xmlns.zombofant.net/muclumbus/search/1.0',
  /** XEP-0055. */
  search: 'jabber:iq:search',
  /** XEP-0308. */
  correction: 'urn:xmpp:message-correct:0',
  /** XEP-0202. */
  time: 'urn:xmpp:time',
  /** XEP-0012. */
  lastActivity: 'jabber:iq:last',
  /** XEP-0307. */
  mucUnique: 'http://jabber.org/protocol/muc#unique',
  /** XEP-0157: how to reach those who run a service. */
  serverInfo: 'http://jabber.org/network/serverinfo',
  privilege1: 'urn:xmpp:privilege:1',
  privilege2: 'urn:xmpp:privilege:2',
  forward: 'urn:xmpp:forward:0',
  /** XEP-0313: the archive of what was said. */
  archive: 'urn:xmpp:mam:2',
  /** XEP-0424: somebody takes back what they said. */
  retract: 'urn:xmpp:message-retract:1',
  /** XEP-0425: a moderator takes back what somebody said. */
  moderate: 'urn:xmpp:message-moderate:1',
  /** XEP-0444. */
  reactions: 'urn:xmpp:reactions:0',
  /** XEP-0033: who else has to do with a stanza. */
  addresses: 'http://jabber.org/protocol/address',
  /** XEP-0122: what a field of a form accepts. */
  validation: 'http://jabber.org/protocol/xdata-validate',
  /** XEP-0059: a long list comes in pages. */
  resultSet: 'http://jabber.org/protocol/rsm',
  /** The room events that the REST API's clients read from messages. */
  configurationEvent: 'jabber:iq:configuration',
} as const
