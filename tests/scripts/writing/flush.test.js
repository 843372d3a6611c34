import { find, openPage } from "../setup/page.js"
import assert from "node:assert/strict"
import { test } from "node:test"
import { guardForms } from "nap-tracker/writing/flush"

/** Lets what was pressed be saved, and sent in a task of its own. */
async function later() {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => { setTimeout(resolve) })
}

test("each press of a form saves the text first, also after one that has not left the page", async () => {
  openPage('<main id="main"><form data-flush><input name="reason" required><button></button></form></main>')
  /** @type {string[]} */
  const done = []
  guardForms({
    isDirty: () => true,
    async flush() {
      done.push("saved")
      return true
    },
  })
  window.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) done.push("sent")
    event.preventDefault() // jsdom goes nowhere
  })
  /** @type {HTMLInputElement} */
  const reason = find("[name=reason]")
  const press = async () => {
    find("button").click()
    await later()
  }
  reason.value = "səbəb"
  find("button").click()
  reason.value = "" // emptied while the text was being saved: the browser refuses to send it
  await later()
  assert.deepEqual(done, ["saved"])
  reason.value = "səbəb"
  await press()
  assert.deepEqual(done, ["saved", "saved", "sent"])
  await press()
  assert.deepEqual(done, ["saved", "saved", "sent", "saved"]) // under way
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }))
  await press()
  assert.deepEqual(done.slice(4), ["saved", "sent"])
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" })) // no clock is left running
})
