import { rooms } from './001-rooms.js'

/** In order, numbered from 1. Never altered once released: a change of the tables is a new one at the end. */
export const migrations: readonly string[] = [rooms]
