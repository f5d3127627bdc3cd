/** What people have asked for in rooms, and who may enter without an affiliation. */
export const REQUESTS = `
  create table registration (
    room text collate "C" not null references room (jid) on delete cascade,
    "user" text collate "C" not null,
    nick text collate "C" not null,
    answers text collate "C" not null,
    at bigint not null,
    link_id text collate "C" not null default '',
    primary key (room, "user")
  );
  create index registration_user on registration ("user");

  create table voice_request (
    room text collate "C" not null references room (jid) on delete cascade,
    "user" text collate "C" not null,
    at bigint not null,
    primary key (room, "user")
  );
  create index voice_request_user on voice_request ("user");

  create table told_request (
    room text collate "C" not null references room (jid) on delete cascade,
    "user" text collate "C" not null,
    at bigint not null,
    primary key (room, "user")
  );
  create index told_request_user on told_request ("user");

  create table denied_request (
    room text collate "C" not null references room (jid) on delete cascade,
    "user" text collate "C" not null,
    at bigint not null,
    primary key (room, "user")
  );
  create index denied_request_user on denied_request ("user");

  create table vouched (
    room text collate "C" not null references room (jid) on delete cascade,
    "user" text collate "C" not null,
    link_id text collate "C" not null,
    until bigint not null,
    declined smallint not null,
    primary key (room, "user")
  );
  create index vouched_user on vouched ("user");
  create index vouched_until on vouched (until);

  create table clearing (
    room text collate "C" not null references room (jid) on delete cascade,
    link_id text collate "C" not null,
    by text collate "C" not null,
    at bigint not null,
    members smallint not null,
    guests smallint not null,
    primary key (room, link_id)
  );
  create index clearing_by on clearing (by);
`
