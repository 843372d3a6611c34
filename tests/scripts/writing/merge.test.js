import { stopClock } from "../setup/clock.js"
import { find, openPage, settle } from "../setup/page.js"
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { chooseBetween } from "nap-tracker/writing/merge"

// As templates/plans/writing/_merge.html writes it.
const SETTLED = '<details data-piece><template><p>əvvəl</p></template><template data-joins><ul><li><p>a</p></li></ul></template></details>'
const PLACE = `<fieldset data-piece>
<input type="radio" name="place-1" value="mine"><input type="radio" name="place-1" value="theirs">
<input type="radio" name="place-1" value="both" checked>
<template data-side="mine"><p>mənim</p></template><template data-side="theirs"><p>onun</p></template></fieldset>`
const ITEMS = `<fieldset data-piece>
<input type="radio" name="place-2" value="mine" checked><input type="radio" name="place-2" value="both">
<template data-side="mine" data-joins><ul><li><p>b</p></li></ul><p>son</p></template>
<template data-side="theirs" data-joins><ol><li><p>c</p></li></ol></template></fieldset>`
const VALUES = { status: "partly", nothing_reason: "", figures: { 7: "1 250" } }

/**
 * @param {string} name
 * @param {string} mine
 * @param {string} theirs
 */
const field = (name, mine, theirs) => `<fieldset data-value="${name}">
<input type="radio" name="${name}" value="mine" data-raw="${mine}"><input type="radio" name="${name}" value="theirs" data-raw="${theirs}" checked>
</fieldset>`

/**
 * @param {string} pieces
 * @param {Answer.Conflict["values"]} [values]
 */
const choose = (pieces, values = VALUES) =>
  chooseBetween(`<form method="dialog"><h2>Seçim</h2>${pieces}<button type="button" data-later></button><button type="submit"></button></form>`, values)

/** @param {string} selector */
const tick = (selector) => { /** @type {HTMLInputElement} */ (find(selector)).checked = true }

/** @param {string} selector */
const isTicked = (selector) => /** @type {HTMLInputElement} */ (find(selector)).checked

const send = () => find("#merge form").dispatchEvent(new Event("submit", { cancelable: true }))

beforeEach(() => openPage('<main id="main"></main>'))

for (const [choice, narrative] of Object.entries({
  both: "<p>mənim</p><p>onun</p>",
  mine: "<p>mənim</p>",
  theirs: "<p>onun</p>",
})) {
  test(`the choice "${choice}" makes the text, and the values that need none go with it`, async () => {
    const chosen = choose(PLACE)
    tick(`[value=${choice}]`)
    send()
    assert.deepEqual(await chosen, { ...VALUES, narrative })
  })
}

test("settled pieces stand in any case, in their order", async () => {
  const chosen = choose(SETTLED + PLACE)
  tick("[value=mine]")
  send()
  assert.equal((await chosen).narrative, "<p>əvvəl</p><ul><li><p>a</p></li></ul><p>mənim</p>")
})

test("items that go on a list are put into it, and never into a list of another kind", async () => {
  const chosen = choose(SETTLED + ITEMS)
  send()
  assert.equal((await chosen).narrative, "<p>əvvəl</p><ul><li><p>a</p></li><li><p>b</p></li></ul><p>son</p>")
  const both = choose(SETTLED + ITEMS.replace("<p>son</p>", ""))
  tick("[name=place-2][value=both]")
  send()
  assert.equal((await both).narrative, "<p>əvvəl</p><ul><li><p>a</p></li><li><p>b</p></li></ul><ol><li><p>c</p></li></ol>")
})

test("items that do not go on a list stay a list of their own", async () => {
  const chosen = choose(SETTLED + ITEMS.replaceAll(" data-joins", ""))
  send()
  assert.equal((await chosen).narrative, "<p>əvvəl</p><ul><li><p>a</p></li></ul><ul><li><p>b</p></li></ul><p>son</p>")
})

test("fields take the chosen side: texts, figures, and a tick as yes or no", async () => {
  const fields = field("status", "full", "none") + field("figures:8", "3", "1\u00a0250") + field("nothing_to_report", "true", "false")
  const theirs = choose(fields)
  send()
  const narrative = ""
  assert.deepEqual(await theirs, {
    status: "none", nothing_reason: "", nothing_to_report: false, figures: { 7: "1 250", 8: "1\u00a0250" }, narrative,
  })
  const mine = choose(fields)
  for (const name of ["status", "figures\\:8", "nothing_to_report"]) tick(`[name=${name}][value=mine]`)
  send()
  assert.deepEqual(await mine, {
    status: "full", nothing_reason: "", nothing_to_report: true, figures: { 7: "1 250", 8: "3" }, narrative,
  })
  assert.deepEqual(VALUES.figures, { 7: "1 250" }) // what the server had sent is not changed
})

test("the dialog is open until it is decided, and gone then", async () => {
  const chosen = choose(PLACE)
  const dialog = /** @type {HTMLDialogElement} */ (find("#main > #merge"))
  assert.equal(dialog.open, true)
  send()
  await chosen
  assert.equal(document.querySelector("dialog"), null)
})

test("what was chosen before it was put off is chosen still, for the same texts only", async () => {
  const other = PLACE.replace("<p>onun</p>", "<p>onun başqa</p>")
  const status = field("status", "full", "none")
  choose(PLACE + status)
  tick("[value=mine]")
  tick("[name=status][value=mine]")
  find("[data-later]").click()
  await settle()
  choose(other + field("status", "full", "partly"))
  assert.deepEqual([isTicked("[value=both]"), isTicked("[name=status][value=theirs]")], [true, true])
  find("[data-later]").click()
  await settle()
  const again = choose(PLACE + status)
  assert.deepEqual([isTicked("[name=place-1][value=mine]"), isTicked("[name=status][value=mine]")], [true, true])
  send()
  assert.deepEqual([(await again).narrative, (await again).status], ["<p>mənim</p>", "full"])
})

test("Enter on a choice sends nothing, on a button it does", (t) => {
  stopClock(t)
  choose(PLACE)
  t.mock.timers.tick(1000)
  const press = (/** @type {string} */ selector) =>
    find(selector).dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }))
  find("#merge h2").dispatchEvent(new KeyboardEvent("keyup", { key: "Enter", bubbles: true }))
  assert.deepEqual([press("[value=both]"), press("[type=submit]")], [false, true])
})

test("putting it off chooses nothing, by the button and by closing", async () => {
  const byButton = choose(PLACE)
  find("[data-later]").click()
  assert.equal(await byButton, null)
  const byEscape = choose(PLACE)
  ;/** @type {HTMLDialogElement} */ (find("#merge")).close()
  assert.equal(await byEscape, null)
  assert.equal(document.querySelector("dialog"), null)
})

test("who wants to edit what was put together first says so with the choice", async () => {
  const chosen = choose(`${PLACE}<button type="submit" value="edit" data-edit></button>`)
  const submitter = find("[data-edit]")
  find("#merge form").dispatchEvent(Object.assign(new Event("submit", { cancelable: true }), { submitter }))
  assert.deepEqual(await chosen, { ...VALUES, narrative: "<p>mənim</p><p>onun</p>", isToEdit: true })
})
