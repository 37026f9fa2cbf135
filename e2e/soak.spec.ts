import { expect, replicaSettings, test } from './app'
import { soakVisits } from './soak/soakVisits'

test.describe('a short soak', () => {
  test.setTimeout(180_000)

  test('promise 15: random clicks and typing over an endpoint with faults change no figure', async ({
    app,
    context,
    stage,
    rpc,
    watch,
  }) => {
    const { retail, pools } = stage.cast
    const questions = [`#/wallet/${retail}?chains=1&currency=USD`]
    const compare = `#/compare/1/uniswap-v3/${pools.usdcWeth500}/${retail}`
    const result = await soakVisits({
      context,
      watch,
      home: app.home,
      chains: [{ proxy: rpc, questions, routes: ['#/', '#/settings', '#/method', compare, ...questions] }],
      seed: 7,
      actionsPerRound: 25,
      goesOn: (round) => round < 1,
      settingsOf: ({ proxy }) => replicaSettings(proxy.url),
    })
    expect(result.differences).toEqual([])
    expect([...result.actions.values()].reduce((sum, count) => sum + count, 0)).toBe(25)
    expect(result.compared + result.elsewhere + result.unread).toBe(1)
  })
})
