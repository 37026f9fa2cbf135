/** A year of 365 days: the unit of `capitalYears` and of every rate. */
export const SECONDS_PER_YEAR = 365 * 86_400
