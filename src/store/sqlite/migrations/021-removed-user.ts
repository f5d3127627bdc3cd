/** Whether a user was removed from a room instead of leaving it; unknown for existing rows. */
export const removedUser = `
  alter table user_status add column removed integer not null default 0;
`
