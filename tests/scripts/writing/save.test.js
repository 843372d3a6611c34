import { find, openPage } from "../setup/page.js"
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { saveBar } from "nap-tracker/writing/save"

const spoken = () => document.querySelector("p.spoken")?.textContent ?? ""
const alarm = () => find("#save-alarm").textContent
const line = () => find("#save-state > p")

/** @param {import("node:test").TestContext} t */
function openBar(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] })
  return saveBar()
}

beforeEach(() => openPage('<form><div class="entry-bar"><p id="bar-note" hidden></p><div id="save-state"></div><p id="save-alarm"></p></div></form>'))

test("a save that is done soon shows no saving, a longer one does", (t) => {
  const bar = openBar(t)
  bar.unsaved()
  bar.saving()
  t.mock.timers.tick(199)
  assert.equal(line().textContent, "Changes are not saved yet")
  bar.saved("14:00", 4)
  t.mock.timers.tick(1000)
  assert.equal(line().outerHTML, '<p class="is-saved" data-saved="4">Saved 14:00</p>')
  bar.saving()
  t.mock.timers.tick(200)
  assert.equal(line().textContent, "Saving…")
})

test("a failure is loud once, stays in sight while one types and tries, and its end is said", (t) => {
  const bar = openBar(t)
  bar.fail("failed")
  assert.equal(alarm(), "Not saved: the server does not answer. Your text stays on this page and is sent again by itself.")
  assert.equal(bar.isFailed(), true)
  find("#save-alarm").textContent = ""
  bar.unsaved()
  bar.saving()
  t.mock.timers.tick(1000)
  bar.fail("failed")
  assert.equal(alarm(), "")
  assert.equal(line().outerHTML, '<p class="is-failed">Not saved: the server does not answer. Your text stays on this page and is sent again by itself.</p>')
  bar.saved("14:00", 4)
  t.mock.timers.tick(100)
  assert.equal(spoken(), "Saved 14:00")
  assert.equal(bar.isFailed(), false)
})

test("a save that works is silent, unless it was asked for", (t) => {
  const bar = openBar(t)
  bar.saved("14:00", 4)
  t.mock.timers.tick(100)
  assert.equal(spoken(), "")
  bar.saved("14:01", 5, { isAsked: true })
  t.mock.timers.tick(100)
  assert.equal(spoken(), "Saved 14:01")
})

test("a failure may offer what can be done, and is not said again with it", (t) => {
  const bar = openBar(t)
  let pressed = 0
  const action = { text: "Sign in", act: () => { pressed += 1 } }
  bar.fail("signed-out", action)
  assert.equal(alarm(), "Not saved: the session has ended")
  find("#save-alarm").textContent = ""
  bar.fail("signed-out", action)
  assert.equal(alarm(), "")
  find("#save-state button").click()
  assert.equal(pressed, 1)
  bar.readOnly()
  assert.equal(document.querySelector("#save-state button"), null)
  assert.equal(alarm(), "The entry can no longer be changed here")
})

test("a note is shown and said once; it can be closed, and comes with other words only", (t) => {
  const bar = openBar(t)
  const note = find("#bar-note")
  bar.note("Birləşdirildi")
  t.mock.timers.tick(100)
  assert.equal(spoken(), "Birləşdirildi")
  find("#bar-note button").click()
  assert.equal(note.hidden, true)
  bar.note("Birləşdirildi")
  assert.equal(note.hidden, true)
  bar.note("Yeni mətn", { text: "Show", act() {} })
  assert.deepEqual([note.hidden, note.textContent], [false, "Yeni mətn Show Close"])
  bar.note("")
  assert.deepEqual([note.hidden, note.textContent], [true, ""])
})
