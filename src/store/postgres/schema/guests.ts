/** The guests of rooms, and those who were banned. */
export const GUESTS = `
  create table guest (
    room text collate "C" not null references room (jid) on delete cascade,
    "user" text collate "C" not null unique,
    name text collate "C" not null,
    link_id text collate "C" not null,
    secret_hash text collate "C" not null,
    address text collate "C" not null,
    made_at bigint not null,
    seen_at bigint not null,
    state text collate "C" not null,
    approved_by text collate "C" not null,
    entered smallint not null,
    primary key (room, "user")
  );
  create index guest_address on guest (address);
  create index guest_approved_by on guest (approved_by) where approved_by <> '';

  create table guest_ban (
    room text collate "C" not null references room (jid) on delete cascade,
    "user" text collate "C" not null,
    link_id text collate "C" not null,
    address text collate "C" not null,
    until bigint not null,
    primary key (room, "user")
  );
  create index guest_ban_until on guest_ban (until);
  create index guest_ban_user on guest_ban ("user");
`
