import { workerClient } from '../queries/workerClient'

/**
 * Loads, once the first screen is there, what later screens need, so that a saved report opens when the network is gone.
 * Not where the person asked the browser to save data; what could not be loaded is tried again when it is needed.
 */
export async function loadForOffline(): Promise<void> {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } }
  if (connection?.saveData === true) return
  workerClient.start()
  await Promise.allSettled([
    import('./charts/chartJs'),
    import('./evidence/EvidenceDialog.svelte'),
    import('./views/MethodView.svelte'),
    import('./views/PoolView.svelte'),
    import('./views/SettingsView.svelte'),
  ])
}
