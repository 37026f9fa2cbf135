/** A promise's value, or what it failed with. */
export type Outcome<T> = { readonly value: T } | { readonly failure: unknown }

/** Lets a failure wait until somebody looks at it, instead of being reported as unhandled. */
export function keepFailure<T>(promise: Promise<T>): Promise<Outcome<T>> {
  return promise.then(
    (value) => ({ value }),
    (failure: unknown) => ({ failure }),
  )
}
