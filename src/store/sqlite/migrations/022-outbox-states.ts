/** Confirmed deliveries stay for some time. The time of existing deliveries is unknown. */
export const outboxStates = `
  alter table outbox add column created_at integer not null default 0;
  alter table outbox add column confirmed_at integer;

  create index outbox_confirmed on outbox (confirmed_at) where confirmed_at is not null;
`
