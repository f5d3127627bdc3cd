/** The answers to requests with the header Idempotency-Key. `id` is a hash of the caller and the key. */
export const keptAnswer = `
  create table kept_answer (
    position integer primary key autoincrement,
    id text not null unique,
    caller text not null,
    request text not null,
    at integer not null,
    sealed blob not null
  ) strict;
  create index kept_answer_caller on kept_answer (caller, position);
  create index kept_answer_at on kept_answer (at);
`
