/** Where requests are served: by this process, or by the instance at this URL. */
export type Place = 'here' | { readonly url: string }

/** Knows where requests are served. */
export interface Placement {
  /** Undefined while no instance is known that serves. */
  readonly place: Place | undefined
  /** Waits for such an instance, at most `bound` milliseconds. */
  placed(bound: number): Promise<Place | undefined>
}
