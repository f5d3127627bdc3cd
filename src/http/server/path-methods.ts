/** A path in parts: what follows by a fixed name, by any name (`:id`), and whether anything may follow (`*`). */
type Node = { readonly fixed: Map<string, Node>; any?: Node; rest?: Set<string>; methods?: Set<string> }

/** The methods of each path that is served, by the patterns of the routes. */
export class PathMethods {
  readonly #root = newNode()

  /** `pattern`: the URL of a route, such as `/rooms/:roomId`. */
  add(pattern: string, methods: readonly string[]): void {
    let node = this.#root
    for (const part of partsOf(pattern)) {
      if (part === '*') {
        node.rest = new Set([...(node.rest ?? []), ...methods])
        return
      }
      node = below(node, part)
    }
    node.methods = new Set([...(node.methods ?? []), ...methods])
  }

  /** The methods of a path without its query; undefined if no route has the path. A fixed name precedes any other. */
  of(path: string): readonly string[] | undefined {
    const found = find(this.#root, partsOf(path))
    return found && [...found].sort()
  }
}

function newNode(): Node {
  return { fixed: new Map() }
}

function partsOf(path: string): string[] {
  return path.split('/').slice(1)
}

function below(node: Node, part: string): Node {
  if (part.startsWith(':')) {
    node.any ??= newNode()
    return node.any
  }
  const known = node.fixed.get(part) ?? newNode()
  node.fixed.set(part, known)
  return known
}

function find(node: Node, [part, ...others]: readonly string[]): Set<string> | undefined {
  if (part === undefined) return node.methods
  const fixed = node.fixed.get(part)
  return (fixed && find(fixed, others)) ?? (node.any && find(node.any, others)) ?? node.rest
}
