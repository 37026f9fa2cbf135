import { formatHash, parseHash, type Route } from '../routes'

/** Where the person is: the route of the address bar. */
export class Navigation {
  #hash = $state.raw(location.hash)
  readonly route: Route = $derived(parseHash(this.#hash))

  constructor() {
    addEventListener('hashchange', () => {
      this.#hash = location.hash
    })
  }

  /** Goes to a route; *back* returns from it. */
  go(route: Route): void {
    location.hash = formatHash(route)
  }

  /** Changes the route in place: for choices on a screen that *back* should skip. */
  replace(route: Route): void {
    history.replaceState(history.state, '', formatHash(route))
    this.#hash = location.hash
  }
}

export const navigation = new Navigation()
