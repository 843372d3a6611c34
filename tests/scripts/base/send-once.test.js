import { find, openPage } from "../setup/page.js"
import assert from "node:assert/strict"
import { test } from "node:test"
import { sendOnce } from "nap-tracker/base/send-once"

/** @param {import("node:test").TestContext} t */
function open(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] })
  openPage('<form id="guarded" class="once"><button></button></form><form id="free"><button></button></form>')
  Object.assign(window, { navigation: new window.EventTarget() }) // jsdom has none
  sendOnce("form.once")
  /** Whether the form is sent by a press of its button. */
  const press = (id = "guarded") => find(`#${id}`).dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }))
  return { press, isBusy: () => find("#guarded").getAttribute("aria-busy") === "true" }
}

test("a second press while the first is under way sends nothing; another form is free", (t) => {
  const { press, isBusy } = open(t)
  assert.deepEqual([press(), isBusy(), press(), press("free"), press("free")], [true, true, false, true, true])
  t.mock.timers.tick(9_999)
  assert.equal(press(), false)
})

for (const [what, happen] of /** @type {[string, (t: import("node:test").TestContext) => void][]} */ ([
  ["the browser tells that nothing comes", () => window.navigation.dispatchEvent(new Event("navigateerror"))],
  ["the key that stops it was pressed", () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }))],
  ["the page comes back", () => window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }))],
  ["the page still stands after ten seconds", (t) => t.mock.timers.tick(10_000)],
])) {
  test(`it may be sent again when ${what}, once`, (t) => {
    const { press, isBusy } = open(t)
    press()
    happen(t)
    assert.deepEqual([isBusy(), press(), press()], [false, true, false])
    t.mock.timers.tick(9_999) // of the second press
    assert.equal(press(), false)
  })
}

test("a page that is shown for the first time, another key and a success release nothing", (t) => {
  const { press } = open(t)
  press()
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: false }))
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }))
  window.navigation.dispatchEvent(new Event("navigatesuccess"))
  assert.equal(press(), false)
})
