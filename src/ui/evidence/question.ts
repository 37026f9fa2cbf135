import type { GapPart } from '../../comparison/computeGap'
import type { ReportPerformance } from '../../domain/report'
import type { FigureId } from './figures'

/** A figure of one owner's capital in the other's ranges. `net` and `gas` come with either one's gas. */
export type WhatIfFigure =
  'capital' | 'fees' | 'impermanentLoss' | 'rewards' | 'ownGas' | 'ownNet' | 'otherGas' | 'otherNet'

/** "How is this computed?", asked of one figure of the main screen. */
export type EvidenceQuestion =
  | {
      readonly kind: 'figure'
      readonly figure: FigureId
      /** Whose figure: "you", "the whale", "position 702311". */
      readonly whose: string
      readonly performance: ReportPerformance
    }
  | { readonly kind: 'gap'; readonly part: GapPart }
  | { readonly kind: 'size'; readonly mark: 'you' | 'whale' | 'crossing' }
  | { readonly kind: 'whatIf'; readonly owner: 'you' | 'whale'; readonly figure: WhatIfFigure }
