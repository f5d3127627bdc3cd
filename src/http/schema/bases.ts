/** Where the parts of the API family begin. */
export const API = '/api/rainbow'
export const AUTHENTICATION = `${API}/authentication/v1.0`
export const ENDUSER = `${API}/enduser/v1.0`
