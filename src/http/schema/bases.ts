/** COMPAT: the base paths of the API family. */
export const API = '/api/rainbow'
export const AUTHENTICATION = `${API}/authentication/v1.0`
export const ENDUSER = `${API}/enduser/v1.0`
