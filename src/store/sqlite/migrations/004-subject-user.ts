/** Who set the subject, as a bare JID: newcomers get it with their occupant id. Empty where that was not kept. */
export const subjectUser = `
  alter table subject add column user text not null default '';
`
