import { find, openPage, settle } from "../setup/page.js"
import { COMPOSING, merged, refused, said, saved } from "../setup/saving.js"
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { useEditor } from "nap-tracker/writing/content"
import { outcomesOf, showMoved } from "nap-tracker/writing/outcomes"
import { saveBar } from "nap-tracker/writing/save"

const BODY = `<main id="main"><div id="entry-notices"><p>köhnə</p></div><form id="entry-form"><input type="hidden" name="version">
<div class="editor"><textarea name="narrative">mətn</textarea></div>
<div class="ticks"><input type="radio" name="status" value="a"><input type="radio" name="status" value="b"></div>
<div class="field"><input name="figure-7" value="çox" aria-describedby="unit"></div>
<div class="entry-bar"><p id="bar-note" hidden></p><div id="save-state"></div><p id="save-alarm"></p></div></form></main>`
const CONTENT = { narrative: "birləşmiş", status: "b", nothing_to_report: false, nothing_reason: "", internal_note: "", figures: { 7: "3" } }
const MERGE = `<form method="dialog"><h2>Seçim</h2><fieldset data-piece><template><p>seçilmiş</p></template></fieldset>
<button type="button" data-later></button></form>`

/** A saver that notes what it is told to do. */
function saverOf({ isNewer = false } = {}) {
  /** @type {unknown[][]} */
  const told = []
  const note = (/** @type {string} */ name) => async (/** @type {unknown[]} */ ...more) => {
    told.push([name, ...more])
    return true
  }
  const saver = { stop: note("stop"), resume: note("resume"), settle: note("settle"), isNewer }
  return { told, saver: /** @type {Writing.Sender} */ (/** @type {unknown} */ (saver)) }
}

/** @type {EntryForm} */
let form
/** @type {Writing.SaveBar} */
let bar
/** @type {(kind: keyof Writing.Reactions, answer: object | null, saver?: Writing.Sender) => void} */
let react

const field = () => find("[name=figure-7]")
const narrative = () => form.elements.narrative.value

beforeEach(() => {
  openPage(BODY)
  form = find("#entry-form")
  bar = saveBar()
  const told = outcomesOf(form, bar)
  react = (kind, answer, saver = saverOf().saver) => told(kind, /** @type {Answer.Save} */ (answer), saver)
})

test("a figure that is not understood is marked at its field, and unmarked by the next save", () => {
  react("saved", saved(4, { figure_errors: { 7: "Rəqəm yazın" } }).json)
  assert.equal(field().getAttribute("aria-invalid"), "true")
  assert.equal(field().getAttribute("aria-describedby"), "unit problem-figure-7")
  assert.equal(find(".field > #problem-figure-7").textContent, "Rəqəm yazın")
  react("saved", saved(5).json)
  assert.equal(field().hasAttribute("aria-invalid"), false)
  assert.equal(field().getAttribute("aria-describedby"), "unit")
  assert.equal(document.querySelector(".errorlist"), null)
})

test("what was told before is settled by a save", () => {
  react("saved", saved(4).json)
  assert.equal(find("#entry-notices").textContent, "")
})

test("each field that is wrong is marked: the text, the first of several choices, none that is not there", () => {
  react("invalid", { result: "invalid", errors: { narrative: "Çox uzun", status: "Seçin", nowhere: "x" } })
  assert.equal(find(".editor + #problem-narrative").textContent, "Çox uzun")
  assert.equal(find(".ticks > #problem-status").textContent, "Seçin")
  assert.equal(find("[name=status]").getAttribute("aria-describedby"), "problem-status")
  assert.equal(document.querySelectorAll(".errorlist").length, 2)
  assert.equal(said(), "Not saved: please correct what is marked")
})

test("why a text is refused is said in the bar too, which is always in sight, and takes no focus", () => {
  const before = document.activeElement
  react("invalid", { result: "invalid", errors: { narrative: "Çox uzun" } })
  assert.equal(find("#bar-note").hidden, false)
  assert.equal(find("#bar-note > span").firstChild.textContent, "Çox uzun")
  assert.equal(document.activeElement, before)
  react("invalid", { result: "invalid", errors: { status: "Seçin" } })
  assert.equal(find("#bar-note").hidden, true)
  react("invalid", { result: "invalid", errors: { version: "Səhifəni yeniləyin", status: "Seçin" } }) // of a field that is not shown
  assert.equal(find("#bar-note").textContent, "Səhifəni yeniləyin")
  react("invalid", { result: "invalid", errors: { narrative: "Çox uzun" } })
  react("saved", saved(6).json)
  assert.equal(find("#bar-note").hidden, true)
})

test("why a text is refused stays in the bar, whatever else is noted there, until the server takes a text", () => {
  const lines = () => [...find("#bar-note").children].map((line) => line.firstChild.textContent)
  react("invalid", { result: "invalid", errors: { narrative: "Çox uzun" } })
  bar.note("Əlaqə yoxdur", null, "connection")
  bar.note("Həmkar yadda saxlayıb", { text: "Show", act() {} })
  assert.deepEqual(lines(), ["Çox uzun", "Əlaqə yoxdur", "Həmkar yadda saxlayıb"])
  bar.note("", null, "connection")
  bar.note("")
  bar.fail("failed")
  assert.deepEqual(lines(), ["Çox uzun"])
  assert.equal(document.querySelector("#bar-note button"), null)
  for (const [kind, answer] of /** @type {const} */ ([["saved", saved(6).json], ["conflict", refused("conflict").json], ["late", LATE]])) {
    react("invalid", { result: "invalid", errors: { narrative: "Çox uzun" } })
    assert.deepEqual(lines(), ["Çox uzun"])
    react(kind, answer)
    assert.deepEqual([lines(), find("#bar-note").hidden], [[], true], kind)
  }
})

test("a merge is said once it stands on the page", () => {
  const { json } = merged(5, 40)
  react("merged", json, { ...saverOf().saver, isTaken: false })
  assert.equal(find("#bar-note").hidden, true)
  react("merged", json, { ...saverOf().saver, isTaken: true })
  assert.equal(find("#bar-note > span").firstChild.textContent, "Birləşdirildi")
})

test("a conflict is said, and asks only when the person has pressed its button: its choice is put into the page and saved", async () => {
  const answer = { ...refused("conflict", 9, 40).json, html: MERGE, values: CONTENT }
  const { saver, told } = saverOf()
  react("conflict", answer, saver)
  assert.equal(said(), "Choose between two texts Choose")
  assert.equal(document.querySelector("dialog"), null)
  find("#save-state button").click()
  assert.deepEqual(told.splice(0), [["resume"]])
  react("conflict", answer, saver)
  assert.equal(document.activeElement, find("#merge h2")) // no button of it
  find("#merge form").dispatchEvent(new Event("submit", { cancelable: true }))
  await settle()
  assert.equal(narrative(), "<p>seçilmiş</p>")
  assert.deepEqual(told, [["settle", 9, 40]])
})

test("what was put together to be edited first stands on the page, and is saved when the person says so", async () => {
  const answer = { ...refused("conflict", 9, 40).json, html: MERGE, values: CONTENT }
  const { saver, told } = saverOf()
  react("conflict", answer, saver)
  find("#save-state button").click()
  react("conflict", answer, saver)
  const submitter = document.createElement("button")
  submitter.setAttribute("value", "edit")
  find("#merge form").dispatchEvent(Object.assign(new Event("submit", { cancelable: true }), { submitter }))
  await settle()
  assert.equal(narrative(), "<p>seçilmiş</p>")
  assert.deepEqual(told, [["resume"], ["settle", 9, 40, { isHeld: true }]])
  assert.equal(said(), "Not saved yet: look the text over and change what you like, then save Save")
  find("#save-state button").click()
  assert.deepEqual(told.at(-1), ["resume"])
})

test("a choice that cannot be put into the text is said so, nothing is saved in its place, and it can be made again", async (t) => {
  const answer = { ...refused("conflict", 9, 40).json, html: MERGE, values: CONTENT }
  const { saver, told } = saverOf()
  const choose = async () => {
    find("#save-state button").click()
    react("conflict", answer, saver)
    find("#merge form").dispatchEvent(new Event("submit", { cancelable: true }))
    await settle()
  }
  react("conflict", answer, saver)
  useEditor(COMPOSING)
  t.after(() => useEditor(null))
  await choose()
  assert.deepEqual(told, [["resume"]])
  assert.equal(narrative(), "mətn")
  assert.equal(said(), "Choose between two texts Choose")
  assert.match(find("#bar-note").textContent, /^Your choice was not put into the text, .* press “Choose” again\. Close$/)
  useEditor(null)
  await choose()
  assert.equal(narrative(), "<p>seçilmiş</p>")
  assert.deepEqual(told, [["resume"], ["resume"], ["settle", 9, 40]])
  assert.equal(find("#bar-note").hidden, true)
})

test("a choice that is put off changes nothing; while one types on there is none", async () => {
  const answer = { ...refused("conflict").json, html: MERGE, values: CONTENT }
  const { saver } = saverOf()
  const press = () => find("#save-state button").click()
  react("conflict", answer, saver)
  press()
  react("conflict", answer, saver)
  find("[data-later]").click()
  await settle()
  assert.equal(narrative(), "mətn")
  press()
  react("conflict", answer, saverOf({ isNewer: true }).saver)
  assert.equal(document.querySelector("dialog"), null)
  react("conflict", answer, saver) // nobody has asked since
  assert.equal(document.querySelector("dialog"), null)
  press()
  react("conflict", answer, saver)
  assert.equal(/** @type {HTMLDialogElement} */ (find("#merge")).open, true)
})

const LATE = { ...refused("late").json, html: '<section id="problem" tabindex="-1"><p data-for-copy></p></section>' }

test("what comes too late leaves the page read only and says where the text is", () => {
  react("late", LATE)
  assert.equal(form.elements.narrative.readOnly, true)
  assert.equal(said(), "The entry can no longer be changed here What happened")
  assert.equal(find("#problem button").textContent, "Copy the text")
  find("#save-state button").click()
  assert.equal(document.activeElement.id, "problem")
})

test("who has the caret in the text when it is too late types on; the page is read only once the caret has left", async () => {
  const text = form.elements.narrative
  text.focus()
  react("late", LATE)
  assert.equal(document.activeElement, text)
  assert.equal(text.readOnly, false)
  assert.equal(said(), "The entry can no longer be changed here: what you write is kept beside it What happened")
  field().focus() // another field of the form
  await new Promise((resolve) => { setTimeout(resolve) })
  assert.equal(text.readOnly, false)
  field().blur()
  await new Promise((resolve) => { setTimeout(resolve) })
  assert.equal(text.readOnly, true)
  assert.equal(said(), "The entry can no longer be changed here What happened")
})

test("a page whose entry was opened again meanwhile stays open when the caret leaves it", async () => {
  const text = form.elements.narrative
  text.focus()
  react("late", LATE)
  react("saved", saved(12).json)
  text.blur()
  await new Promise((resolve) => { setTimeout(resolve) })
  assert.equal(text.readOnly, false)
  react("late", LATE) // without the caret in it
  assert.equal(text.readOnly, true)
})

test("an entry that was moved on stops saving and turns read only", () => {
  const { saver, told } = saverOf()
  const answer = { others: /** @type {never[]} */ ([]), version: 4, state: "submitted", editable: false, updated_by: "", html: "<p>göndərilib</p>" }
  showMoved(form, bar, answer, saver)
  assert.deepEqual(told, [["stop", "late"]])
  assert.equal(form.elements.narrative.readOnly, true)
  assert.equal(find("#entry-notices").innerHTML, "<p>göndərilib</p>")
})

test("a right that is gone and another person are said, and the text can be copied", () => {
  react("gone", null)
  assert.equal(find("#problem h2").textContent, "Your text could not be saved")
  assert.equal(find("#problem button").textContent, "Copy the text")
  assert.equal(form.elements.narrative.readOnly, true)
  openPage(BODY)
  const other = /** @type {EntryForm} */ (find("#entry-form"))
  outcomesOf(other, saveBar())("other_writer", { result: "other_writer", message: "Başqası daxil olub" }, saverOf().saver)
  assert.equal(find("#problem p").textContent, "Başqası daxil olub")
  assert.equal(other.elements.narrative.readOnly, false)
})
