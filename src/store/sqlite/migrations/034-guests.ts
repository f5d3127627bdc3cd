/** Guests: people without an account who are in a room by a link; and the bans of guests, by link and IP address. */
export const guests = `
  create table guest (
    room text not null references room (jid) on delete cascade,
    user text not null unique,
    name text not null,
    link_id text not null,
    secret_hash text not null,
    address text not null,
    made_at integer not null,
    seen_at integer not null,
    state text not null,
    approved_by text not null,
    entered integer not null,
    primary key (room, user)
  ) strict, without rowid;
  create index guest_address on guest (address);
  create index open_invite_link on open_invite (link_id);

  create table guest_ban (
    room text not null references room (jid) on delete cascade,
    user text not null,
    link_id text not null,
    address text not null,
    until integer not null,
    primary key (room, user)
  ) strict, without rowid;
`
