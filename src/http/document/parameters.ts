import { isPart, type Part } from './models.js'

const ORDER = ['path', 'header', 'query', 'body']

/**
 * Sorts the parameters in the order of generated clients, and makes parameters and properties with a default optional: our
 * schemas require them, since Ajv fills in defaults before it validates.
 */
export function withClientParameters(part: Part): Part {
  const { parameters, properties, required } = part
  if (Array.isArray(parameters)) {
    return { ...part, parameters: parameters.map(optionalByDefault).sort((a, b) => placeOf(a) - placeOf(b)) }
  }
  if (!isPart(properties) || !Array.isArray(required)) return part
  const needed = required.filter((name: string) => name in properties && !hasDefault(properties[name]))
  if (needed.length > 0) return { ...part, required: needed }
  const { required: _none, ...rest } = part
  return rest
}

function optionalByDefault(parameter: Part): Part {
  return hasDefault(parameter) || hasDefault(parameter['schema']) ? { ...parameter, required: false } : parameter
}

function hasDefault(schema: unknown): boolean {
  return isPart(schema) && 'default' in schema
}

function placeOf(parameter: Part): number {
  return ORDER.indexOf(String(parameter['in']))
}
