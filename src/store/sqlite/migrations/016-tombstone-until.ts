/** Tombstones that have served their time are found by it. */
export const tombstoneUntil = 'create index tombstone_until on tombstone (until)'
