/**
 * Stops the clocks of timers, dates and `performance`; the test itself moves them on.
 * @param {import("node:test").TestContext} t
 */
export function stopClock(t) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.UTC(2024, 10, 4, 10, 0) })
  t.mock.method(performance, "now", () => Date.now())
}
