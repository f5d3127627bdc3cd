/** The bare JID of the user who set the subject, for the occupant id; empty in rows of earlier versions. */
export const subjectUser = `
  alter table subject add column user text not null default '';
`
