import { find, openPage, type as typeInto } from "../setup/page.js"
import { openEditor } from "../setup/editor.js"
import assert from "node:assert/strict"
import { afterEach, test } from "node:test"
import { contentOf, isPutting, makeReadOnly, putContent, snapshotOf, useEditor } from "nap-tracker/writing/content"

const FIELDS = `
<input type="radio" name="status" value="partly"><input type="radio" name="status" value="full" checked>
<input type="checkbox" name="nothing_to_report"><textarea name="nothing_reason"></textarea>
<textarea name="internal_note">qeyd</textarea><input name="figure-7" value="1 250"><input name="figure-8">
<input type="hidden" name="version" value="3"><button type="submit">Saxla</button>`
const CONTENT = {
  narrative: "<p>bir</p>",
  status: "full",
  nothing_to_report: false,
  nothing_reason: "",
  internal_note: "qeyd",
  figures: { 7: "1 250", 8: "" },
}
const OTHER = {
  narrative: "<p>iki</p>",
  status: "partly",
  nothing_to_report: true,
  nothing_reason: "səbəb",
  internal_note: "",
  figures: { 8: "3" },
}

/** @param {string} [narrative] */
function openForm(narrative = "<p>bir</p>", fields = FIELDS) {
  openPage(`<form id="entry-form"><textarea name="narrative">${narrative}</textarea>${fields}</form>`)
  return theForm()
}

const theForm = () => /** @type {EntryForm} */ (find("#entry-form"))

/**
 * @param {import("node:test").TestContext} t
 * @param {string} narrative
 */
function openWithEditor(t, narrative) {
  const editor = openEditor(t, narrative, FIELDS)
  useEditor(editor)
  return { editor, form: theForm() }
}

afterEach(() => useEditor(null))

test("the content is what stands in the form", () => {
  assert.deepEqual(contentOf(openForm()), CONTENT)
})

test("fields that the form does not have are empty", () => {
  assert.deepEqual(contentOf(openForm("<p>bir</p>", "")), {
    narrative: "<p>bir</p>", status: "", nothing_to_report: false, nothing_reason: "", internal_note: "", figures: {},
  })
})

test("a content is put into the form; a figure that it does not have is emptied, a field that the form does not have is none", () => {
  const form = openForm()
  putContent(form, OTHER)
  assert.deepEqual(contentOf(form), { ...OTHER, figures: { 7: "", 8: "3" } })
  const small = openForm("<p>bir</p>", "")
  putContent(small, OTHER)
  assert.equal(contentOf(small).narrative, "<p>iki</p>")
})

test("one change is told of, as put there by script", () => {
  const form = openForm()
  /** @type {boolean[]} */
  const heard = []
  form.addEventListener("change", () => heard.push(isPutting()))
  putContent(form, OTHER)
  assert.deepEqual(heard, [true])
  assert.equal(isPutting(), false)
})

test("blocks that stay the same are left alone, so that the caret stays in them", (t) => {
  const { editor, form } = openWithEditor(t, "<p>bir</p><p>iki</p><p>üç</p>")
  const before = editor.state.doc
  editor.commands.setTextSelection(8) // in "iki", which moves by what comes before it
  putContent(form, { ...OTHER, narrative: "<p>yeni</p><p>bir</p><p>iki</p><ul><li><p>dörd</p></li></ul>" })
  assert.equal(editor.getHTML(), "<p>yeni</p><p>bir</p><p>iki</p><ul><li><p>dörd</p></li></ul>")
  assert.equal(editor.state.selection.$from.parent.textContent, "iki")
  assert.equal(editor.state.selection.$from.parentOffset, 2)
  const { doc } = editor.state
  assert.ok(doc.child(1) === before.child(0) && doc.child(2) === before.child(1)) // not equal ones: the same
})

for (const [before, after] of [
  ["<p>a</p>", "<p>b</p>"],
  ["<p>a</p><p>b</p><p>c</p>", "<p>c</p>"],
  ["<p>a</p>", "<p>x</p><p>a</p><p>y</p>"],
  ["<p>a</p><p>a</p><p>b</p>", "<p>a</p><p>b</p><p>b</p><p>a</p>"],
  ["<p>a</p><p>b</p><p>c</p><p>d</p>", "<p>d</p><p>b</p><p>x</p><p>c</p><p>a</p>"],
  ["<ul><li><p>a</p></li></ul>", "<p></p>"],
]) {
  test(`${before} becomes ${after}`, (t) => {
    const { editor, form } = openWithEditor(t, before)
    putContent(form, { ...OTHER, narrative: after })
    assert.equal(editor.getHTML(), after)
  })
}

test("what script puts there is no step to be taken back", (t) => {
  const { editor, form } = openWithEditor(t, "<p>bir</p>")
  putContent(form, OTHER)
  editor.commands.undo()
  assert.equal(editor.getHTML(), "<p>iki</p>")
})

test("the same text changes nothing", (t) => {
  const { editor, form } = openWithEditor(t, "<p>bir</p><p>iki</p>")
  const before = editor.state
  putContent(form, { ...OTHER, narrative: "<p>bir</p><p>iki</p>" })
  assert.ok(editor.state === before)
})

test("where very much differs the text is replaced between what stays at both ends", (t) => {
  const many = (/** @type {string} */ word) => Array.from({ length: 1100 }, (_nothing, place) => `<p>${word}${place}</p>`).join("")
  const { editor, form } = openWithEditor(t, `<p>baş</p>${many("a")}<p>orta</p><p>son</p>`)
  const before = editor.state.doc
  putContent(form, { ...OTHER, narrative: `<p>baş</p><p>orta</p>${many("b")}<p>son</p>` })
  assert.equal(editor.getHTML(), `<p>baş</p><p>orta</p>${many("b")}<p>son</p>`)
  const { doc } = editor.state
  assert.ok(doc.firstChild === before.firstChild && doc.lastChild === before.lastChild)
  assert.ok(doc.child(1) !== before.child(1101))
})

test("a form that is read only takes no more input; its text can be reached by keyboard", (t) => {
  const { editor, form } = openWithEditor(t, "<p>bir</p>")
  assert.equal(editor.isEditable, true)
  form.addEventListener("input", () => assert.fail("nothing was typed"))
  makeReadOnly(form)
  assert.equal(editor.isEditable, false)
  assert.equal(editor.view.dom.getAttribute("aria-readonly"), "true")
  const fields = /** @type {HTMLInputElement[]} */ ([...form.elements])
  const open = fields.filter(({ type, readOnly, disabled }) => type !== "hidden" && !readOnly && !disabled)
  assert.deepEqual(open.map(({ name }) => name), [])
})

// --- What was sent, and what was typed since ----------------------------------------------------------------------------

test("a merged text comes in beside what was typed since; undo takes back what was typed only", (t) => {
  const { editor, form } = openWithEditor(t, "<p>bir</p><p>iki</p>")
  const sent = snapshotOf(form)
  editor.commands.insertContentAt(9, " üç")
  const caret = editor.state.selection.head
  assert.equal(sent.take({ ...CONTENT, narrative: "<p>onun bir</p><p>iki</p>" }), true)
  sent.forget()
  assert.equal(editor.getHTML(), "<p>onun bir</p><p>iki üç</p>")
  assert.equal(editor.state.selection.head, caret + "onun ".length)
  editor.commands.undo()
  assert.equal(editor.getHTML(), "<p>onun bir</p><p>iki</p>")
})

test("a merged text that meets what is being typed changes nothing", (t) => {
  const { editor, form } = openWithEditor(t, "<p>bir</p>")
  const sent = snapshotOf(form)
  editor.commands.insertContentAt(4, " iki")
  assert.equal(sent.take({ ...CONTENT, narrative: "<p>bir onun</p>", internal_note: "onun qeydi" }), false)
  assert.equal(editor.getHTML(), "<p>bir iki</p>")
  assert.equal(contentOf(form).internal_note, "qeyd")
})

test("nothing is changed while a sign is being composed", (t) => {
  const { editor, form } = openWithEditor(t, "<p>bir</p>")
  const sent = snapshotOf(form)
  Object.defineProperty(editor.view, "composing", { value: true })
  assert.equal(sent.take({ ...CONTENT, narrative: "<p>onun bir</p>" }), false)
  assert.equal(editor.getHTML(), "<p>bir</p>")
})

test("marks that were chosen for the next letter stay chosen", (t) => {
  const { editor, form } = openWithEditor(t, "<p>bir</p>")
  editor.commands.toggleBold()
  putContent(form, { ...CONTENT, narrative: "<p>bir</p><p>onun</p>" })
  assert.deepEqual(editor.state.storedMarks.map(({ type }) => type.name), ["bold"])
})

test("other fields keep what was typed since, and take what else has come", () => {
  const form = openForm()
  const note = /** @type {HTMLTextAreaElement} */ (find("[name=internal_note]"))
  const sent = snapshotOf(form)
  note.value = "qeyd və mənim "
  note.setSelectionRange(14, 14)
  typeInto("[name=figure-8]", "2")
  const merged = { ...CONTENT, status: "partly", internal_note: "onun sözü\nqeyd", figures: { 7: "1 300", 8: "" } }
  assert.equal(sent.take(merged), true)
  assert.deepEqual(contentOf(form), { ...merged, internal_note: "onun sözü\nqeyd və mənim ", figures: { 7: "1 300", 8: "2" } })
  assert.equal(note.selectionStart, note.value.length)
})

test("a choice that was made since stays", () => {
  const form = openForm()
  const sent = snapshotOf(form)
  ;/** @type {HTMLInputElement} */ (find("[value=partly]")).checked = true
  ;/** @type {HTMLInputElement} */ (find("[name=nothing_to_report]")).checked = true
  assert.equal(sent.take({ ...CONTENT, status: "", nothing_to_report: false }), true)
  assert.deepEqual([contentOf(form).status, contentOf(form).nothing_to_report], ["partly", true])
})
