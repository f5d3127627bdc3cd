/** The tokens that this service issues, without anything from which a token could be forged. */
export const apiToken = `
  create table api_token (
    id text primary key,
    user text not null,
    label text not null,
    scopes text not null,
    created_at integer not null,
    expires_at integer not null,
    renewed_at integer not null,
    renewals integer not null
  ) strict, without rowid;

  create index api_token_user on api_token (user, created_at);

  create index api_token_expires_at on api_token (expires_at);
`
