/** The XML namespaces of the protocols that we speak. */
export const NS = {
  client: 'jabber:client',
  stanzas: 'urn:ietf:params:xml:ns:xmpp-stanzas',
  muc: 'http://jabber.org/protocol/muc',
  mucUser: 'http://jabber.org/protocol/muc#user',
  mucAdmin: 'http://jabber.org/protocol/muc#admin',
  mucOwner: 'http://jabber.org/protocol/muc#owner',
  mucTraffic: 'http://jabber.org/protocol/muc#traffic', // A disco node (XEP-0045 §18.1.1)
  stableId: 'http://jabber.org/protocol/muc#stable_id', // XEP-0045 §7.4: the room keeps the id of a message
  selfPing: 'http://jabber.org/protocol/muc#self-ping-optimization', // XEP-0410: the room answers an occupant's self-ping
  occupantId: 'urn:xmpp:occupant-id:0', // XEP-0421
  affiliationVersions: 'urn:xmpp:muc:affiliations:0', // XEP-0463: affiliation versions
  roomActivity: 'urn:xmpp:rai:0', // XEP-0437: room activity indicators
  hints: 'urn:xmpp:hints', // XEP-0334: message processing hints
  hats: 'urn:xmpp:hats:0', // XEP-0317
  stanzaId: 'urn:xmpp:sid:0', // XEP-0359: stanza ids
  mucRequest: 'http://jabber.org/protocol/muc#request',
  mucRegister: 'http://jabber.org/protocol/muc#register',
  register: 'jabber:iq:register', // XEP-0077: in-band registration
  roomConfig: 'http://jabber.org/protocol/muc#roomconfig',
  roomInfo: 'http://jabber.org/protocol/muc#roominfo',
  mucRooms: 'http://jabber.org/protocol/muc#rooms', // A disco node (XEP-0045 §18.1.1)
  dataForm: 'jabber:x:data',
  discoInfo: 'http://jabber.org/protocol/disco#info',
  discoItems: 'http://jabber.org/protocol/disco#items',
  capabilities: 'http://jabber.org/protocol/caps', // XEP-0115, and XEP-0390 with the hashes of XEP-0300
  capabilities2: 'urn:xmpp:caps',
  hashes: 'urn:xmpp:hashes:2',
  delay: 'urn:xmpp:delay',
  directInvitation: 'jabber:x:conference', // XEP-0249; COMPAT: mediated invitations also carry its old form for old clients
  tokenInvite: 'urn:xmpp:muc-token-invite:0',
  pubsub: 'http://jabber.org/protocol/pubsub',
  pubsubEvent: 'http://jabber.org/protocol/pubsub#event',
  commands: 'http://jabber.org/protocol/commands', // XEP-0050: also the disco node of the commands
  admin: 'http://jabber.org/protocol/admin', // XEP-0133: service administration
  vcard: 'vcard-temp', // XEP-0054, for rooms XEP-0486; XEP-0153: the avatar of a vCard
  vcardUpdate: 'vcard-temp:x:update',
  ping: 'urn:xmpp:ping',
  version: 'jabber:iq:version',
  channelSearch: 'urn:xmpp:channel-search:0:search', // XEP-0433, and its namespace before it was a XEP
  channelSearchParams: 'urn:xmpp:channel-search:0:search-params',
  channelSearchError: 'urn:xmpp:channel-search:0:error',
  muclumbus: 'https://xmlns.zombofant.net/muclumbus/search/1.0',
  search: 'jabber:iq:search', // XEP-0055
  correction: 'urn:xmpp:message-correct:0', // XEP-0308
  time: 'urn:xmpp:time', // XEP-0202
  lastActivity: 'jabber:iq:last', // XEP-0012
  mucUnique: 'http://jabber.org/protocol/muc#unique', // XEP-0307
  serverInfo: 'http://jabber.org/network/serverinfo', // XEP-0157: contact addresses of a service
  privilege1: 'urn:xmpp:privilege:1',
  privilege2: 'urn:xmpp:privilege:2',
  forward: 'urn:xmpp:forward:0',
  archive: 'urn:xmpp:mam:2', // XEP-0313
  retract: 'urn:xmpp:message-retract:1', // XEP-0424: the author retracts a message
  moderate: 'urn:xmpp:message-moderate:1', // XEP-0425: a moderator retracts a message
  fasten: 'urn:xmpp:fasten:0', // XEP-0422; the two below are the older forms of XEP-0424 and XEP-0425, which use it
  retract0: 'urn:xmpp:message-retract:0',
  moderate0: 'urn:xmpp:message-moderate:0',
  reactions: 'urn:xmpp:reactions:0', // XEP-0444
  reply: 'urn:xmpp:reply:0', // XEP-0461
  addresses: 'http://jabber.org/protocol/address', // XEP-0033: extended addresses
  validation: 'http://jabber.org/protocol/xdata-validate', // XEP-0122: data form validation
  resultSet: 'http://jabber.org/protocol/rsm', // XEP-0059
  configurationEvent: 'jabber:iq:configuration', // The events in messages to clients of the REST API
} as const
