/** The service account that acted in the name of a person. */
export const through = `
  alter table event add column through text not null default '';
  alter table invite_event add column through text not null default '';
`
