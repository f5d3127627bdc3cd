/** The name of the guest whom an event of a link concerns: guests end, and the history stays. */
export const guestName = `
  alter table invite_event add column name text not null default '';
`
