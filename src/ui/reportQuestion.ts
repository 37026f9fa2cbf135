import type { Currency } from '../domain/primitives'
import type { ChainAccess } from '../domain/request'
import type { ReportQuestion } from '../queries/reportQuery'
import type { CompareRoute, WalletRoute } from '../routes'

/** What the question depends on besides the route. */
export interface QuestionContext {
  /** The settings' currency, for links that name none. */
  readonly currency: Currency
  /** Chains to read: those of the link that Minnow knows, or those of the settings. */
  readonly chains: readonly ChainAccess[]
}

/** What a wallet's or a comparison's screen asks for. */
export function createReportQuestion(
  route: WalletRoute | CompareRoute,
  { currency, chains }: QuestionContext,
): ReportQuestion {
  if (route.source !== 'chain') return { source: route.source }
  const compares = route.screen === 'compare'
  return {
    source: 'chain',
    request: {
      wallet: route.address,
      chains,
      currency: route.currency ?? currency,
      window: route.window,
      pool: compares ? { chainId: route.chainId, address: route.pool } : null,
      whale: compares ? route.whale : null,
    },
  }
}
