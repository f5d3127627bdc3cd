/** The people who use a client of the Rainbow family, and when they were noted last. */
export const familyClient = `
  create table family_client (
    user text not null primary key,
    noted_at integer not null
  ) strict, without rowid;
  create index family_client_noted_at on family_client (noted_at);
`
