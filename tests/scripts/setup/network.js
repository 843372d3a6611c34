// Stands where the network is: what scripts send is kept, and answered in the order of the answers that a test gives.

/**
 * An answer of the server, the failure of the network, or the promise of either.
 * @typedef {{status?: number, json?: unknown, html?: string}} Answered
 * @typedef {{address: string, method: string, fields: Record<string, string>, headers: Record<string, string>, isLasting: boolean}} Sent
 */

/** What `fetch` rejects with where no server can be reached. */
export const unreachable = () => new TypeError("fetch failed")

/**
 * Answers from now on until the test is over. What is asked beyond the last answer fails the test.
 * @param {import("node:test").TestContext} t
 * @param {...(Answered | Error | Promise<Answered>)} answers
 * @returns {{sent: Sent[], answer(...more: (Answered | Error | Promise<Answered>)[]): void}}
 */
export function network(t, ...answers) {
  /** @type {Sent[]} */
  const sent = []
  t.mock.method(globalThis, "fetch", async (/** @type {string} */ address, /** @type {RequestInit} */ options) => {
    const headers = /** @type {Record<string, string>} */ (options.headers)
    const fields = Object.fromEntries(/** @type {Iterable<[string, string]>} */ (/** @type {unknown} */ (options.body)) ?? [])
    sent.push({ address, method: options.method, fields, headers, isLasting: options.keepalive ?? false })
    if (!answers.length) throw new Error(`Nothing was to be asked any more: ${address} ${JSON.stringify(fields)}`)
    const answered = await answers.shift()
    if (answered instanceof Error) throw answered
    const { status = 200, json, html = "" } = answered
    const type = json === undefined ? "text/html; charset=utf-8" : "application/json"
    const body = json === undefined ? html : JSON.stringify(json)
    return new Response(status === 204 ? null : body, { status, headers: { "Content-Type": type } })
  })
  return { sent, answer: (...more) => { answers.push(...more) } }
}
