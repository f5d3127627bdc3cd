import { APPS } from './apps.js'
import { FUNCTIONS } from './functions.js'
import { GUESTS } from './guests.js'
import { HISTORY } from './history.js'
import { HOMES } from './homes.js'
import { INVITES } from './invites.js'
import { LISTED_ROOMS } from './listed-rooms.js'
import { OCCUPANTS } from './occupants.js'
import { PEOPLE } from './people.js'
import { REQUESTS } from './requests.js'
import { ROOMS } from './rooms.js'
import { SERVICE } from './service.js'

/** All tables as they were when the store for PostgreSQL began: those of version 48 of SQLite. It never changes. */
export const TODAY = [
  FUNCTIONS,
  ROOMS,
  LISTED_ROOMS,
  OCCUPANTS,
  PEOPLE,
  REQUESTS,
  GUESTS,
  HISTORY,
  INVITES,
  APPS,
  SERVICE,
  HOMES,
].join('\n')
