import { chooseWayToAll } from '../../whales/chooseSearchStep'
import type { WhaleSearchRun } from '../searchWhale'

/**
 * Finds every position that a search for the largest owner has left out, and reads their histories over the window: what the pool logged about
 * in the window, then whatever else its books hold at the report's block, until all of it has a name or no way is left to look for it.
 *
 * A position that nobody touched in the window and that holds nothing is not looked for: it has no part in the window.
 *
 * @throws as the search's own steps.
 */
export async function findEverybody(run: WhaleSearchRun): Promise<void> {
  const { search, finder } = run
  await search.openTouched()
  search.countFound()
  const weigh = run.createWeigher()
  for (;;) {
    report(run)
    const { residual, rests, isConsistent } = search.unexplained
    const unexplained = residual.lower.size + rests.length
    // What contradicts itself is not explained by anything that is still to be found.
    const way = unexplained === 0 || !isConsistent ? null : chooseWayToAll(finder.ways, unexplained)
    if (way !== null) await finder.find(way, weigh)
    else if (search.found.length > 0) await search.open(search.found)
    else return
  }
}

function report({ context, search, unexplainedShare: share }: WhaleSearchRun): void {
  const left = share === null ? '' : `; ${(share * 100).toFixed(1)} % not explained yet`
  const found = search.histories.length + search.found.length
  context.client.report({
    step: `Looking for everybody else${left}`,
    done: search.histories.length,
    total: found,
    unit: 'positions',
    secondsLeft: null,
  })
}
