import { requestProviders } from 'mipd'
import { cleanForeignText } from '../../domain/cleanForeignText'
import { guardWallet } from './walletGuard'
import type { GuardedWallet } from './walletGuard'

/** More announcements than this are no wallets. */
const maxWallets = 32
const maxNameLength = 40
/** A UUID has 36 characters; it can become a part of what is kept. */
const maxUuidLength = 100
const maxIconLength = 200_000
const rasterOrVector = /^data:image\/(png|jpeg|webp|gif|svg\+xml)[;,]/

/** A wallet in this browser, behind the guard, with a name and an icon that are safe to show. */
export interface AnnouncedWallet {
  /** Reverse domain name of the wallet, for the list's keys and for finding it again after a reload. */
  readonly id: string
  readonly name: string
  /** A `data:image/...` URL; `null` when the wallet gave none that can be shown. */
  readonly icon: string | null
  readonly wallet: GuardedWallet
}

interface Announcement {
  readonly uuid: string
  readonly rdns: string
  readonly name: string
  readonly icon: string | null
  readonly provider: unknown
}

function readText(value: unknown, maxLength: number): string {
  return typeof value === 'string' ? cleanForeignText(value, maxLength) : ''
}

function readIcon(icon: unknown): string | null {
  return typeof icon === 'string' && icon.length <= maxIconLength && rasterOrVector.test(icon) ? icon : null
}

/** Reads each field once; `null` for what is no announcement (EIP-6963), or throws while it is being read. */
function readAnnouncement(detail: unknown): Announcement | null {
  try {
    const { info, provider } = detail as { readonly info: Record<string, unknown>; readonly provider: unknown }
    const { uuid, rdns, name, icon } = info
    if (typeof provider !== 'object' && typeof provider !== 'function') return null
    if (provider === null || typeof uuid !== 'string' || uuid === '' || uuid.length > maxUuidLength) return null
    return {
      uuid,
      rdns: readText(rdns, 100),
      name: readText(name, maxNameLength) || 'Unnamed wallet',
      icon: readIcon(icon),
      provider,
    }
  } catch {
    return null
  }
}

/**
 * Finds the wallets of this browser (EIP-6963) and calls `onWallet` with each one once, now and as they come.
 *
 * What they announce is a stranger's: it is read once, cleaned, and the provider is only ever reached through the guard.
 * Returns a function that ends the watch.
 */
export function watchAnnouncedWallets(onWallet: (wallet: AnnouncedWallet) => void): () => void {
  const uuids = new Set<string>()
  const ids = new Set<string>()
  const stop = requestProviders((detail: unknown) => {
    if (ids.size >= maxWallets) return
    const announcement = readAnnouncement(detail)
    if (announcement === null || uuids.has(announcement.uuid)) return
    uuids.add(announcement.uuid)
    const { rdns, uuid, name, icon, provider } = announcement
    // The first one to use a reverse domain name keeps it; a second one is told apart by its announcement.
    const id = rdns === '' || ids.has(rdns) ? `${rdns}#${uuid}` : rdns
    ids.add(id)
    onWallet({ id, name, icon, wallet: guardWallet(provider) })
  })
  return () => stop?.()
}
