/** A subject in all its languages, as XML; empty in rows of earlier versions, which have one text. */
export const subjectMessage = `
  alter table subject add column message text not null default '';
`
