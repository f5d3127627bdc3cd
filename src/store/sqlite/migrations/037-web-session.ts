/** The one-time addresses and the sessions of the page to manage, without their secrets. */
export const webSession = `
  create table web_session (
    id text primary key,
    kind text not null,
    user text not null,
    room_id text not null,
    made_at integer not null,
    ends_at integer not null
  ) strict, without rowid;

  create index web_session_user on web_session (user, made_at);

  create index web_session_ends_at on web_session (ends_at);
`
