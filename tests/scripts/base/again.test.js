import { find, openPage, settle } from "../setup/page.js"
import { network } from "../setup/network.js"
import assert from "node:assert/strict"
import { test } from "node:test"
import { showAgain } from "nap-tracker/base/again"

const MAIN = '<main id="main"><ul><li>Qaralama</li></ul><input name="q" value=""></main>'
const now = (/** @type {string} */ state) => ({ html: `<!doctype html><body>${MAIN.replace("Qaralama", state)}</body>` })

/** @param {import("node:test").TestContext} t */
function open(t) {
  openPage(MAIN)
  const reloads = { number: 0 }
  let at = 0
  t.mock.method(performance, "now", () => at)
  showAgain(() => { reloads.number += 1 })
  /** @param {string} state */
  const be = (state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true })
    document.dispatchEvent(new Event("visibilitychange"))
  }
  /** @param {number} ms */
  const comeBackAfter = async (ms) => {
    be("hidden")
    at += ms
    be("visible")
    await settle()
  }
  return { reloads, comeBackAfter }
}

test("a list that says something else is shown anew when somebody comes back", async (t) => {
  const { sent } = network(t, now("Qaralama"), now("Təqdim edilib"))
  const { reloads, comeBackAfter } = open(t)
  await comeBackAfter(5_000)
  assert.deepEqual([reloads.number, sent[0].headers["X-Background"]], [0, "1"])
  await comeBackAfter(60_000)
  assert.equal(reloads.number, 1)
})

test("a glance elsewhere asks nothing, and no answer changes nothing", async (t) => {
  const { sent } = network(t, { status: 401 })
  const { reloads, comeBackAfter } = open(t)
  await comeBackAfter(4_999)
  assert.equal(sent.length, 0)
  await comeBackAfter(5_000)
  assert.deepEqual([sent.length, reloads.number, document.getElementById("signal")], [1, 0, null])
})

test("where something is filled in, a sentence says so and a button shows it", async (t) => {
  network(t, now("Təqdim edilib"))
  const { reloads, comeBackAfter } = open(t)
  const field = /** @type {HTMLInputElement} */ (find("[name=q]"))
  field.value = "yazılan"
  await comeBackAfter(5_000)
  assert.equal(reloads.number, 0)
  assert.match(find("#signal").textContent, /^This page has changed meanwhile\./)
  find("#signal button").click()
  assert.equal(reloads.number, 1)
})
