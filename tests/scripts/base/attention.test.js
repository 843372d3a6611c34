import { stopClock } from "../setup/clock.js"
import { find, openPage } from "../setup/page.js"
import assert from "node:assert/strict"
import { before, beforeEach, test } from "node:test"

const BODY = `<main id="main"><button id="button"></button><input id="field"><div id="place"><button id="inside"></button></div>
<dialog id="dialog"><h2>Başlıq</h2><input id="own"><button id="yes"></button></dialog></main>`
/** @type {typeof import("nap-tracker/base/attention")} */
let attention

// It listens to the window that is there when it comes: one for all these tests.
before(async () => {
  openPage(BODY)
  attention = await import("nap-tracker/base/attention")
})
beforeEach(() => {
  document.body.innerHTML = BODY
})

const focus = (/** @type {string} */ selector) => find(selector).focus()
const focused = () => document.activeElement.id
const nextTask = () => new Promise((resolve) => { setTimeout(resolve) })

/**
 * Presses a key where the focus is; whether it does what it does by itself.
 * @param {string} key
 */
function press(key, { repeat = false } = {}) {
  return document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, repeat, bubbles: true, cancelable: true }))
}

test("the focus goes where an answer leads while the person waits, and not once anything was pressed", () => {
  focus("#button")
  const asked = attention.thisMoment()
  attention.leadIfStill(asked, find("#inside"))
  assert.equal(focused(), "inside")
  for (const act of ["keydown", "beforeinput", "compositionstart", "pointerdown"]) {
    focus("#button")
    const moment = attention.thisMoment()
    document.body.dispatchEvent(new Event(act, { bubbles: true }))
    attention.leadIfStill(moment, find("#inside"))
    assert.equal(focused(), "button", act)
  }
})

test("it never goes away from a field: neither from one that has asked, nor from one that was entered since", () => {
  focus("#field")
  attention.leadIfStill(attention.thisMoment(), find("#inside"))
  assert.equal(focused(), "field")
  focus("#button")
  const asked = attention.thisMoment()
  focus("#field")
  attention.leadIfStill(asked, find("#inside"))
  assert.equal(focused(), "field")
  attention.leadOnArrival(find("#inside"))
  assert.equal(focused(), "field")
})

test("a dialog has the person to itself: its own field may hand the focus on", () => {
  attention.openDialog(/** @type {HTMLDialogElement} */ (find("#dialog")))
  focus("#own")
  attention.leadIfStill(attention.thisMoment(), find("#yes"))
  assert.equal(focused(), "yes")
})

test("what stands where the focus is changes once it has left; of several changes the last", async () => {
  const place = find("#place")
  /** @param {string} text */
  const fill = (text) => attention.refill(place, () => { place.textContent = text })
  focus("#inside")
  fill("bir")
  fill("iki")
  await nextTask()
  assert.equal(focused(), "inside")
  focus("#field")
  await nextTask()
  assert.equal(place.textContent, "iki")
  fill("üç")
  assert.equal(place.textContent, "üç")
})

test("a dialog opens on its title, and no key that was under way presses anything in it", (t) => {
  stopClock(t)
  const dialog = /** @type {HTMLDialogElement} */ (find("#dialog"))
  attention.openDialog(dialog)
  assert.equal(document.activeElement, dialog.querySelector("h2"))
  focus("#yes")
  assert.deepEqual(["Enter", " ", "Tab", "Escape", "a"].map((key) => press(key)), [false, false, true, true, true])
  t.mock.timers.tick(700)
  assert.equal(press("Enter", { repeat: true }), false) // held down since before
  find("#yes").dispatchEvent(new KeyboardEvent("keyup", { key: "Enter", bubbles: true }))
  assert.equal(press("Enter"), true)
})

test("what was typed in the dialog may be sent at once", (t) => {
  stopClock(t)
  attention.openDialog(/** @type {HTMLDialogElement} */ (find("#dialog")), find("#own"))
  assert.equal(focused(), "own")
  assert.equal(press("Enter"), false)
  ;/** @type {HTMLInputElement} */ (find("#own")).value = "şifrə"
  assert.equal(press("Enter"), true)
})

test("the second of two clicks that were meant for the opener presses nothing; one click does", (t) => {
  stopClock(t)
  attention.openDialog(/** @type {HTMLDialogElement} */ (find("#dialog")))
  const click = (/** @type {number} */ detail) => find("#yes").dispatchEvent(new MouseEvent("click", { detail, bubbles: true, cancelable: true }))
  assert.deepEqual([click(2), click(1)], [false, true])
  t.mock.timers.tick(700)
  assert.equal(click(2), true)
})
