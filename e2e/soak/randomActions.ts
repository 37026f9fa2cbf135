import type { Page } from '@playwright/test'
import type { Random } from '../devnet/random'

/** What a monkey types: addresses, text that would act, text that is none. No web address, or the page would rightly contact it. */
const words = [
  'vitalik.eth',
  '0x000000000000000000000000000000000000dEaD',
  '0xnot an address',
  '<img src=x onerror="document.title=1">',
  '\u202egnp.exe\u0000\u200b',
  '-1e309',
  '7',
  '💥'.repeat(50),
  'a'.repeat(5_000),
  'javascript:alert(1)',
  '../../etc',
  "'; drop table",
] as const

const keys = [
  'Tab',
  'Enter',
  'Escape',
  'ArrowDown',
  'ArrowRight',
  'Space',
  'Shift+Tab',
  'End',
  'PageDown',
  'Backspace',
] as const

const sizes = [
  { width: 360, height: 740 },
  { width: 390, height: 844 },
  { width: 1280, height: 900 },
] as const

/** What can be clicked: links that lead elsewhere are somebody's own choice and are left alone. */
const clickable =
  'button:visible:enabled, summary:visible, select:visible, input:visible, canvas:visible, a[href^="#"]:visible'

const shortly = { timeout: 1_500 } as const

/** Does one random thing to a page, as the random numbers say; what cannot be done is let be. */
export async function actRandomly(page: Page, random: Random, routes: readonly string[]): Promise<string> {
  const actions: readonly (readonly [number, string, () => Promise<unknown>])[] = [
    [8, 'click', () => clickSomething(page, random)],
    [3, 'type', () => typeSomething(page, random)],
    [3, 'press', () => page.keyboard.press(random.pick(keys))],
    [3, 'go', () => goSomewhere(page, random.pick(routes))],
    [1, 'back', () => page.goBack(shortly)],
    [1, 'reload', () => page.reload(shortly)],
    [1, 'resize', () => page.setViewportSize(random.pick(sizes))],
    [1, 'colours', () => page.emulateMedia({ colorScheme: random.pick(['light', 'dark']) })],
    [1, 'scroll', () => page.mouse.wheel(0, random.integer(-2_000, 2_000))],
    [1, 'garbage', () => goSomewhere(page, `#/${encodeURI(random.pick(words).slice(0, 40))}/${random.integer(0, 99)}`)],
  ]
  let ticket = random.between(
    0,
    actions.reduce((sum, [weight]) => sum + weight, 0),
  )
  const [, name, act] = actions.find(([weight]) => (ticket -= weight) < 0) ?? [0, 'wait', () => Promise.resolve()]
  // An element that is gone, covered or off the screen is no finding: the next action is another one.
  await act().catch(() => undefined)
  return name
}

async function goSomewhere(page: Page, hash: string): Promise<void> {
  await page.evaluate((next) => (location.hash = next), hash)
}

async function clickSomething(page: Page, random: Random): Promise<void> {
  const found = page.locator(clickable)
  const count = await found.count()
  if (count === 0) return
  const element = found.nth(random.integer(0, count - 1))
  if ((await element.evaluate(({ tagName }) => tagName)) === 'SELECT') {
    const options = await element.locator('option').count()
    await element.selectOption({ index: random.integer(0, options - 1) }, shortly)
    return
  }
  await element.click(shortly)
}

async function typeSomething(page: Page, random: Random): Promise<void> {
  const found = page.locator('input:visible:not([type=checkbox]):not([type=radio]):not([type=file]):not([type=range])')
  const count = await found.count()
  if (count === 0) return
  const field = found.nth(random.integer(0, count - 1))
  await field.fill(random.pick(words), shortly)
  await field.press(random.pick(['Enter', 'Tab']), shortly)
}
