import { createRandom } from './random'

/** A value that a path passes through on a day. */
export type Waypoint = readonly [day: number, value: number]

export interface PathNoise {
  /** Standard deviation of one step, as a fraction of the value. */
  readonly volatility: number
  readonly stepsPerDay: number
  readonly seed: number
}

/** How much of its distance from the path the noise keeps from step to step. */
const persistence = 0.92

/** A value for each day: geometric between waypoints, around which noise wanders without leaving. */
export function createPath(waypoints: readonly Waypoint[], noise: PathNoise): (day: number) => number {
  const { volatility, stepsPerDay, seed } = noise
  const random = createRandom(seed)
  const lastDay = waypoints.at(-1)?.[0] ?? 0
  const wander = [0]
  while (wander.length < lastDay * stepsPerDay + 2) {
    wander.push((wander.at(-1) as number) * persistence + volatility * random.normal())
  }
  return (day) => {
    const step = Math.max(0, Math.min(Math.floor(day * stepsPerDay), wander.length - 1))
    return interpolate(day, waypoints) * Math.exp(wander[step] as number)
  }
}

function interpolate(day: number, waypoints: readonly Waypoint[]): number {
  const next = waypoints.findIndex(([waypointDay]) => waypointDay >= day)
  const [toDay, toValue] = waypoints.at(next) as Waypoint
  if (next <= 0) return toValue
  const [fromDay, fromValue] = waypoints[next - 1] as Waypoint
  return fromValue * (toValue / fromValue) ** ((day - fromDay) / (toDay - fromDay))
}
