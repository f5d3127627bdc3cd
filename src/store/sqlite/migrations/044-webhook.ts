/** Addresses to which events are posted. `terms` is what the owner decides, as JSON; `failing` is empty while all is well. */
export const webhook = `
  create table webhook (
    id text primary key,
    owner text not null,
    as_admin integer not null,
    secret text not null,
    terms text not null,
    made_at integer not null,
    position integer not null,
    failing text not null,
    paused integer not null
  ) strict, without rowid;
  create index webhook_owner on webhook (owner, made_at);
`
