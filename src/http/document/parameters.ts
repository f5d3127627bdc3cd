import { isPart, type Part } from './models.js'

const ORDER = ['path', 'header', 'query', 'body']

/**
 * A part of a document, its parameters in the order in which generated clients take them, and what has a default not
 * required: our schemas require it, for it is filled in before they look.
 */
export function withClientParameters(part: Part): Part {
  const { parameters, properties, required } = part
  if (Array.isArray(parameters)) {
    return { ...part, parameters: parameters.map(optionalByDefault).sort((a, b) => placeOf(a) - placeOf(b)) }
  }
  if (!isPart(properties) || !Array.isArray(required)) return part
  const asked = required.filter((name: string) => name in properties && !hasDefault(properties[name]))
  if (asked.length > 0) return { ...part, required: asked }
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
