/** What a study of Uniswap V3 found, in one sentence, and where. */
export interface Study {
  readonly found: string
  readonly source: string
}

/** They measured other pools at other times; where a source was only read about, it says so. */
export const STUDIES: readonly Study[] = [
  {
    found:
      'About half of liquidity providers earned less than by holding: in 17 pools, $199.3M of fees against $260.1M of impermanent loss.',
    source: 'Loesch and others, arXiv 2111.09192 (2021)',
  },
  {
    found:
      'Retail providers are 93 % of all providers and receive 10 to 25 % of fees; sophisticated ones supply 65 to 85 % of the liquidity, with an average position of $3.7M against $29k, and earn about 3 basis points a day more.',
    source: 'BIS Working Paper 1227 (2024), as reported in the press',
  },
  {
    found: 'Small providers go to pools with a high fee, large ones dominate pools with a low fee.',
    source: 'Lehar, Parlour and Zoican, arXiv 2307.13772',
  },
  {
    found:
      'About half of the ETH/USDC positions were out of range; large narrow positions stood at both ends of the results, so copying the whale is no recipe.',
    source: 'CrocSwap (2022)',
  },
]
