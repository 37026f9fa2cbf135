import { startReplica } from './startReplica'
import type { Replica, StoryScript } from './startReplica'

/** A replica that others read too: whoever changes its chain, or goes on with its story, starts one of their own. */
export type SharedReplica<Cast> = Omit<Replica<Cast>, 'stop'>

const told = new Map<unknown, Promise<SharedReplica<unknown>>>()

/** Tells a story once for all tests of this process that only read its chain. The node ends with the process. */
export function shareReplica<Cast>(script: StoryScript<Cast>): Promise<SharedReplica<Cast>> {
  const replica = (told.get(script) as Promise<SharedReplica<Cast>> | undefined) ?? startReplica(script)
  told.set(script, replica)
  return replica
}
