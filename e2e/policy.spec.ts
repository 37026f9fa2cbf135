import { expect, test } from './app'
import type { DistHome } from './serveDist'

const homes: readonly DistHome[] = ['root', 'path gateway', 'subdomain gateway']

for (const homeKind of homes) {
  test.describe(`at the ${homeKind}`, () => {
    test.use({ homeKind })

    test(`promise 4: the policy stops code, frames and connections that are not the page’s, at the ${homeKind}`, async ({
      app,
      page,
      context,
      watch,
    }) => {
      await app.open('#/')
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      // Everything below is to be complained about.
      watch.forgive(/./)
      const done = await page.evaluate(probePolicy)
      expect(Object.keys(done).length).toBeGreaterThan(25)
      expect(Object.entries(done).filter(([, wasDone]) => wasDone)).toEqual([])
      expect(context.pages()).toHaveLength(1)
      expect(watch.urls.filter((url) => url.includes('example.org'))).toEqual([])
      const violated = () => watch.complaints.filter((complaint) => complaint.startsWith('policy violation')).join('\n')
      for (const directive of [
        'script-src',
        'frame-src',
        'form-action',
        'connect-src',
        'img-src',
        'media-src',
        'font-src',
        'require-trusted-types-for',
      ]) {
        await expect.poll(violated, directive).toContain(directive)
      }
    })
  })
}

/** Tries in a page what a policy must stop, and says of each try whether it came through. Uses nothing outside itself. */
async function probePolicy(): Promise<Record<string, boolean>> {
  const done: Record<string, boolean> = {}
  const page = globalThis as unknown as Record<string, unknown>
  const host = 'example.org'
  const mark = (name: string) => `window.__probe_${name.replaceAll(/\W/g, '_')} = true`
  const attempt = (name: string, act: () => void) => {
    done[name] ??= false
    try {
      act()
    } catch {
      // Refused at once.
    }
  }
  const add = <K extends keyof HTMLElementTagNameMap>(
    tag: K,
    change: (element: HTMLElementTagNameMap[K]) => void,
  ): HTMLElementTagNameMap[K] => {
    const element = document.createElement(tag)
    change(element)
    document.body.append(element)
    return element
  }
  const settle = (name: string, ended: Promise<unknown>) =>
    Promise.race([ended, new Promise((_, reject) => setTimeout(reject, 400))]).then(
      () => void (done[name] = true),
      () => void (done[name] ??= false),
    )

  // A driver lifts the ban on eval for what it runs itself, not for what runs later.
  await new Promise<void>((resolve) =>
    setTimeout(() => {
      attempt('eval', () => globalThis.eval(mark('eval')))
      attempt('function', () => new Function(mark('function'))())
      resolve()
    }, 0),
  )
  attempt('timer', () => setTimeout(mark('timer') as unknown as () => void, 0))
  attempt('interval', () => void setInterval(mark('interval') as unknown as () => void, 100))
  attempt('handler', () => add('button', (it) => it.setAttribute('onclick', mark('handler'))).click())
  attempt('inline script', () => add('script', (it) => it.append(mark('inline script'))))
  attempt('script text', () => add('script', (it) => (it.textContent = mark('script text'))))
  attempt('data script', () =>
    add('script', (it) => it.setAttribute('src', `data:text/javascript,${mark('data script')}`)),
  )
  attempt('blob script', () => {
    const url = URL.createObjectURL(new Blob([mark('blob script')], { type: 'text/javascript' }))
    add('script', (it) => it.setAttribute('src', url))
  })
  attempt('foreign script', () => add('script', (it) => it.setAttribute('src', `https://${host}/x.js`)))
  attempt('markup', () => (document.createElement('div').innerHTML = `<img src=x onerror="${mark('markup')}">`))
  attempt('adjacent', () => document.body.insertAdjacentHTML('beforeend', `<svg onload="${mark('adjacent')}">`))
  attempt('document', () => document.write(`<script>${mark('document')}</script>`))
  attempt('parser', () => {
    const parsed = new DOMParser().parseFromString(`<img src=x onerror="${mark('parser')}">`, 'text/html')
    document.body.append(...parsed.body.childNodes)
  })
  attempt('javascript link', () =>
    add('a', (it) => it.setAttribute('href', `javascript:${mark('javascript link')}`)).click(),
  )
  attempt('own trusted types', () => {
    const { trustedTypes } = page as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
    trustedTypes.createPolicy('evil', { createHTML: (text: string) => text })
    done['own trusted types'] = true
  })
  attempt('inline style', () => {
    add('style', (it) => it.append('body { --probe: 1 }'))
    done['inline style'] = getComputedStyle(document.body).getPropertyValue('--probe') !== ''
  })
  attempt('style attribute', () => {
    const element = add('p', (it) => it.setAttribute('style', '--probe: 1'))
    done['style attribute'] = getComputedStyle(element).getPropertyValue('--probe') !== ''
  })
  attempt('foreign style', () =>
    add('link', (it) => {
      it.rel = 'stylesheet'
      it.href = `https://${host}/x.css`
    }),
  )
  attempt('manifest', () =>
    document.head.append(
      Object.assign(document.createElement('link'), { rel: 'manifest', href: `https://${host}/x.json` }),
    ),
  )
  attempt('base', () => {
    document.head.append(Object.assign(document.createElement('base'), { href: `https://${host}/` }))
    done['base'] = document.baseURI.includes(host)
  })
  attempt('object', () => add('object', (it) => it.setAttribute('data', `https://${host}/x.swf`)))
  attempt('embed', () => add('embed', (it) => it.setAttribute('src', `https://${host}/x.swf`)))
  attempt('frame', () => add('iframe', (it) => (it.src = `https://${host}/`)))
  attempt('data frame', () =>
    add('iframe', (it) => (it.src = `data:text/html,<script>parent.${mark('data frame')}</script>`)),
  )
  attempt('frame text', () =>
    add('iframe', (it) => it.setAttribute('srcdoc', `<script>parent.${mark('frame text')}</script>`)),
  )
  attempt('form', () => add('form', (it) => (it.action = `https://${host}/`)).submit())
  attempt('picture', () => (new Image().src = `https://${host}/x.png`))
  attempt('sound', () => add('audio', (it) => (it.src = `https://${host}/x.mp3`)))
  attempt('beacon', () => navigator.sendBeacon(`http://${host}/`, 'x'))
  await Promise.all([
    settle('font', new FontFace('probe', `url(https://${host}/x.woff2)`).load()),
    settle('plain http', fetch(`http://${host}/`)),
    settle('data worker', startWorker('data:text/javascript,postMessage(1)')),
    settle('blob worker', startWorker(URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' })))),
    settle('module', importText('data:text/javascript,export default 1')),
    settle('plain socket', openSocket(`ws://${host}/`)),
    settle('socket', openSocket(`wss://${host}/`)),
    settle(
      'service worker',
      navigator.serviceWorker?.register(`https://${host}/x.js`) ?? Promise.reject(new Error('none')),
    ),
  ])
  for (const name of Object.keys(done)) {
    if (page[`__probe_${name.replaceAll(/\W/g, '_')}`] === true) done[name] = true
  }
  return done

  function startWorker(url: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(url)
      worker.onmessage = resolve
      worker.onerror = reject
    })
  }
  function importText(url: string): Promise<unknown> {
    return import(/* @vite-ignore */ url)
  }
  function openSocket(url: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url)
      socket.onopen = resolve
      socket.onerror = reject
    })
  }
}
