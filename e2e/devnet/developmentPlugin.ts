import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import type { TestWalletOptions } from '../wallet'

/** What the development server gives the app: endpoints of replicas by chain id, and a wallet that needs no extension. */
export interface DevelopmentSetup {
  readonly rpcUrls: Readonly<Record<number, readonly string[]>>
  readonly wallet: TestWalletOptions
}

const moduleId = 'virtual:minnow-development'
const walletFile = fileURLToPath(new URL('../wallet.ts', import.meta.url))

/**
 * Makes the development server's page read the replicas by default and announces the development wallet.
 * Only `npm start` uses it, and only while serving: nothing of it can get into a build.
 */
export function developmentPlugin({ rpcUrls, wallet }: DevelopmentSetup): Plugin {
  return {
    name: 'minnow-development',
    apply: 'serve',
    resolveId: (id) => (id === moduleId ? `\0${moduleId}` : null),
    load(id) {
      if (id !== `\0${moduleId}`) return null
      return [
        `import { installTestWallet } from ${JSON.stringify(`/@fs/${walletFile.replaceAll('\\', '/').replace(/^\//, '')}`)}`,
        `globalThis.__MINNOW_DEV__ = ${JSON.stringify({ rpcUrls })}`,
        `installTestWallet(${JSON.stringify(wallet)})`,
      ].join('\n')
    },
    transformIndexHtml: () => [
      // Before the app's own module, so that both are there when the app starts.
      { tag: 'script', attrs: { type: 'module', src: `/@id/__x00__${moduleId}` }, injectTo: 'head-prepend' },
    ],
  }
}
