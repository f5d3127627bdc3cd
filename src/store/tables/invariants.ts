/** A condition that all rows always satisfy, because every batch is one transaction. */
export type Invariant = {
  /** The query for violations: a row with a sentence in the column `fault` for each. May use the parameter @now. */
  readonly sql: string
}

/** The highest value of `openInvites.perRoom` in a configuration. */
const MAX_LINKS = 10_000

/** Rooms, their users and their occupants. No sentence contains a secret such as the id of an open invite. */
const rooms: readonly Invariant[] = [
  {
    // Also true for archived and empty rooms: the last owner cannot be removed (XEP-0045 §10.4).
    sql: `
      select 'The room ' || jid || ' has no owner.' as fault from room
      where not exists (select 1 from affiliation where room = jid and affiliation = 'owner')`,
  },
  {
    sql: `
      select 'The room ' || jid || ' is temporary but has no occupants.' as fault from room
      where case when json_valid(config) then config -> 'persistent' end = 'false' and archived = 0
        and not exists (select 1 from occupant_session where room = jid)`,
  },
  {
    sql: `
      select 'The address ' || room.jid || ' has both a room and a tombstone.' as fault
      from room join tombstone on tombstone.jid = room.jid`,
  },
  {
    sql: `
      select 'The room ' || jid || ' is public and cannot be found, or the reverse.' as fault from room
      where case when not json_valid(config) then null
          when config -> 'public' = 'true' and locked = 0 and archived = 0 then 1 else 0 end
        <> (select count(*) from listed_room where listed_room.jid = room.jid)`,
  },
  {
    sql: `
      select 'The list of public rooms has a wrong number of occupants for ' || jid || '.' as fault from listed_room
      where -fewer <> (select count(distinct nick) from occupant_session where room = jid)`,
  },
  {
    sql: `
      select 'The room ' || jid || ' has no version of its affiliations.' as fault from room
      where not exists (select 1 from affiliation_version where room = jid)`,
  },
  {
    sql: `
      select 'The user ' || user || ' with an affiliation in ' || room || ' cannot be found by id.' as fault
      from affiliation where user like '%@%' and not exists (select 1 from user where jid = affiliation.user)`,
  },
  {
    sql: `
      select user || ' is invited to the room ' || room || ' and is not a member.' as fault from user_status
      where status = 'invited' and not exists (
        select 1 from affiliation where room = user_status.room and user = user_status.user
          and affiliation <> 'outcast')`,
  },
  {
    sql: `
      select user || ' has a registration request in the room ' || room || ' and an affiliation.' as fault
      from registration
      where exists (select 1 from affiliation where room = registration.room and user = registration.user)`,
  },
  {
    sql: `
      select user || ' is banned from the room ' || room || ' and is an occupant.' as fault
      from occupant_session join affiliation using (room, user) where affiliation = 'outcast'`,
  },
  {
    sql: `
      select 'The nick "' || nick || '" in the room ' || room || ' is used by several users.' as fault
      from occupant_session group by room, nick having count(distinct user) > 1`,
  },
  {
    sql: `
      select 'The nick "' || nick || '" in the room ' || room || ' has several roles.' as fault
      from occupant_session group by room, nick having count(distinct role) > 1`,
  },
  {
    sql: `
      select 'The session ' || session || ' in the room ' || room || ' does not belong to ' || user || '.' as fault
      from occupant_session where substr(session, 1, length(user) + 1) <> user || '/'`,
  },
  {
    sql: `
      select 'The room ' || jid || ' has several messages with the id ' || message || '.' as fault
      from (select room, id as message from history group by substr(id, -8), id, room having count(*) > 1) as twice
      join room on room.number = twice.room`,
  },
]

/** Guests: `guest-` and 16 hexadecimal digits at the domain of their room. */
const guests: readonly Invariant[] = [
  {
    sql: `
      select 'The guest ' || user || ' of the room ' || room || ' has an address of another kind.' as fault from guest
      where not (substr(user, 1, 6) = 'guest-' and ltrim(substr(user, 7, 16), '0123456789abcdef') = ''
        and substr(user, 23) = '@' || substr(room, instr(room, '@') + 1))`,
  },
  {
    sql: `
      select 'The guest ' || user || ' is an occupant of the room ' || room || ' and has never entered.' as fault
      from guest where (entered = 0 or state <> 'admitted')
        and exists (select 1 from occupant_session o where o.room = guest.room and o.user = guest.user)`,
  },
  {
    sql: `
      select 'The guest ' || user || ' of the room ' || room || ' has an affiliation.' as fault
      from guest join affiliation using (room, user)`,
  },
  {
    sql: `
      select 'The guest ' || user || ' waits in the room ' || room || ' without a request.' as fault from guest
      where state = 'waiting' and not exists (select 1 from registration r where r.room = guest.room and r.user = guest.user)`,
  },
]

/** Open invites, and the key of the installation. */
const links: readonly Invariant[] = [
  {
    // A limit may be lowered below the number of uses; then the link history has an event `changed`.
    sql: `
      select 'The link ' || link_id || ' has admitted ' || uses || ' users, but its limit is '
        || json_extract(terms, '$.maxUses') || '.' as fault
      from open_invite
      where case when json_valid(terms) then cast(json_extract(terms, '$.maxUses') as bigint) end between 1 and uses - 1
        and exists (select 1 from invite_event e where e.link_id = open_invite.link_id and event = 'made')
        and not exists (select 1 from invite_event e where e.link_id = open_invite.link_id and event = 'changed')`,
  },
  {
    // There may be fewer events than uses, because old events are deleted.
    sql: `
      select 'The link ' || link_id || ' counts ' || uses || ' uses, but its history has more.' as fault
      from open_invite
      where uses < (select count(*) from invite_event e where e.link_id = open_invite.link_id and event = 'used')`,
  },
  {
    sql: `
      select user || ' is banned from the room ' || room || ' and is let in by a link.' as fault
      from vouched join affiliation using (room, user) where affiliation = 'outcast'`,
  },
  {
    sql: `
      select 'The link id ' || link_id || ' is used by several links.' as fault
      from open_invite group by link_id having count(*) > 1`,
  },
  {
    sql: `
      select owner || ' has several standing links to the room with the id ' || room_id || '.' as fault
      from open_invite where standing = 1 and room_type = 'default' group by owner, room_id having count(*) > 1`,
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
      group by room_id having room_id <> '' and count(*) > ${MAX_LINKS}`,
  },
  { sql: `select 'The key of the installation is missing.' as fault where not exists (select 1 from installation)` },
]

/**
 * Columns with a JSON value: the table, the column, and the column that names the row in a sentence. `open_invite.terms` is not
 * listed: an index on it already refuses other values.
 */
const JSON_COLUMNS = [
  ['registration', 'answers', 'user'],
  ['vcard', 'photo_hashes', 'room'],
  ['wearer', 'hats', 'user'],
  ['tombstone', 'known', 'jid'],
  ['user', 'profile', 'jid'],
] as const

const json: readonly Invariant[] = JSON_COLUMNS.map(([table, column, name]) => ({
  sql: `
    select 'The column ${column} of the table ${table} is not JSON for ' || ${name} || '.' as fault
    from ${table} where ${column} is not null and not json_valid(${column})`,
}))

/** All invariants, for a database of the latest version. */
export const invariants: readonly Invariant[] = [...rooms, ...guests, ...links, ...json]
