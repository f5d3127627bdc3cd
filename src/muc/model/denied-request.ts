/** The denial of a request to become a member; the time is in milliseconds since 1970. */
export type DeniedRequest = { readonly at: number }
