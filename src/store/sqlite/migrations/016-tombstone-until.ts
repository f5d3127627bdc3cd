/** Finds expired tombstones. */
export const tombstoneUntil = 'create index tombstone_until on tombstone (until)'
