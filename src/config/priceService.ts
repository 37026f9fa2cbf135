/** The only price service that Minnow can ask, and only once a person has switched it on; its host stands in the README's list. */
export const PRICE_SERVICE = { name: 'DefiLlama', url: 'https://coins.llama.fi' } as const
