import type { Capability } from '../../muc/capability.js'
import { getToken } from './get-token.js'
import { listTokens } from './list-tokens.js'
import { revokeMyTokens } from './revoke-tokens.js'

/** The ad-hoc commands (XEP-0050) of the service on tokens of the REST API. */
export const tokenCommands: Capability = { serviceCommands: [getToken, listTokens, revokeMyTokens] }
