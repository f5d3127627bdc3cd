/** What must hold of the rows at every moment, because every batch is one transaction. */
export type Invariant = {
  /** Finds what breaks it: a row for each, with one sentence in the column `fault`. It may name @now. */
  readonly sql: string
}

/** The most that a configuration can allow a room (`openInvites.perRoom`). */
const MOST_LINKS = 10_000

/** Rooms, who belongs to them and who is in them. No secret, such as the id of an open invite, is in a sentence. */
const rooms: readonly Invariant[] = [
  {
    // Archived rooms and those that everybody has left keep theirs too: who is the last owner cannot go (XEP-0045 §10.4).
    sql: `
      select 'The room ' || jid || ' has no owner.' as fault from room
      where not exists (select 1 from affiliation where room = jid and affiliation = 'owner')`,
  },
  {
    sql: `
      select 'The room ' || jid || ' is temporary and should have ended with its last occupant.' as fault from room
      where json_valid(config) and json_extract(config, '$.persistent') = 0 and not archived
        and not exists (select 1 from occupant_session where room = jid)`,
  },
  {
    sql: `
      select 'The address ' || room.jid || ' has both a room and the tombstone of one.' as fault
      from room join tombstone on tombstone.jid = room.jid`,
  },
  {
    sql: `
      select 'The room ' || jid || ' has no version of its affiliations.' as fault from room
      where not exists (select 1 from affiliation_version where room = jid)`,
  },
  {
    sql: `
      select 'Nobody can find ' || user || ', who has an affiliation in ' || room || ', by their id.' as fault
      from affiliation where user like '%@%' and not exists (select 1 from user where jid = affiliation.user)`,
  },
  {
    sql: `
      select user || ' is invited to the room ' || room || ' and is no member of it.' as fault from user_status
      where status = 'invited' and not exists (
        select 1 from affiliation where room = user_status.room and user = user_status.user
          and affiliation <> 'outcast')`,
  },
  {
    sql: `
      select user || ' waits to be let into the room ' || room || ', which has decided about them.' as fault
      from registration
      where exists (select 1 from affiliation where room = registration.room and user = registration.user)`,
  },
  {
    sql: `
      select user || ' is banned from the room ' || room || ' and is in it.' as fault
      from occupant_session join affiliation using (room, user) where affiliation = 'outcast'`,
  },
  {
    sql: `
      select 'The nick "' || nick || '" in the room ' || room || ' is shared by several people.' as fault
      from occupant_session group by room, nick having count(distinct user) > 1`,
  },
  {
    sql: `
      select 'The nick "' || nick || '" in the room ' || room || ' has several roles.' as fault
      from occupant_session group by room, nick having count(distinct role) > 1`,
  },
  {
    sql: `
      select 'The session ' || session || ' in the room ' || room || ' is not one of ' || user || '.' as fault
      from occupant_session where substr(session, 1, length(user) + 1) <> user || '/'`,
  },
  {
    sql: `
      select 'The room ' || room || ' has several messages with the id ' || id || '.' as fault
      from history group by room, id having count(*) > 1`,
  },
]

/** Open invites, and what is on its way to the XMPP server. */
const links: readonly Invariant[] = [
  {
    // A limit that was lowered later may be below what had been used: the story tells of the change.
    sql: `
      select 'The link ' || link_id || ' has let in ' || uses || ' people, but is for '
        || json_extract(terms, '$.maxUses') || '.' as fault
      from open_invite where json_valid(terms) and json_extract(terms, '$.maxUses') between 1 and uses - 1
        and exists (select 1 from invite_event e where e.link_id = open_invite.link_id and event = 'made')
        and not exists (select 1 from invite_event e where e.link_id = open_invite.link_id and event = 'changed')`,
  },
  {
    // Old events are let go, so that there may be fewer of them.
    sql: `
      select 'The link ' || link_id || ' counts ' || uses || ' uses, but its story tells of more.' as fault
      from open_invite
      where uses < (select count(*) from invite_event e where e.link_id = open_invite.link_id and event = 'used')`,
  },
  {
    sql: `
      select 'The number ' || link_id || ' stands for several links.' as fault
      from open_invite group by link_id having count(*) > 1`,
  },
  {
    sql: `
      select owner || ' has several standing links to the room with the id ' || room_id || '.' as fault
      from open_invite where standing and room_type = 'default' group by owner, room_id having count(*) > 1`,
  },
  {
    sql: `
      select owner || ' has several links of the type ' || room_type || '.' as fault
      from open_invite where room_type <> 'default' group by owner, room_type having count(*) > 1`,
  },
  {
    sql: `
      select 'The room with the id ' || room_id || ' has more links than a room may have.' as fault
      from open_invite where expires_at = 0 or expires_at > @now
      group by room_id having room_id <> '' and count(*) > ${MOST_LINKS}`,
  },
  { sql: `select 'The key of the installation is missing.' as fault where not exists (select 1 from installation)` },
]

/**
 * Columns with a JSON value, by table, and the column that names the row in a sentence. `room.config` is none of them:
 * its index takes nothing else.
 */
const JSON_COLUMNS = [
  ['registration', 'answers', 'user'],
  ['vcard', 'photo_hashes', 'room'],
  ['wearer', 'hats', 'user'],
  ['tombstone', 'known', 'jid'],
  ['open_invite', 'terms', 'link_id'],
  ['user', 'profile', 'jid'],
] as const

const json: readonly Invariant[] = JSON_COLUMNS.map(([table, column, name]) => ({
  sql: `
    select 'The column ${column} of the table ${table} is no JSON for ' || ${name} || '.' as fault
    from ${table} where ${column} is not null and not json_valid(${column})`,
}))

/** All of them, for a database of the version that this Latchstring writes. */
export const invariants: readonly Invariant[] = [...rooms, ...links, ...json]
