import { find } from "../setup/page.js"
import { COMPOSING, merged, refused, said, saved, startSaving, textsOf, VERSION } from "../setup/saving.js"
import assert from "node:assert/strict"
import { test } from "node:test"
import { useEditor } from "nap-tracker/writing/content"

// --- What is saved ---------------------------------------------------------------------------------------------------

test("a save is told: on the bar, in the versions of all forms, to the page", async (t) => {
  const { form, reactions, saver, write, wait } = startSaving(t, { answers: [saved(4)] })
  /** @type {Answer.Saved[]} */
  const heard = []
  document.addEventListener("entry:saved", ({ detail }) => heard.push(/** @type {Answer.Saved} */ (detail)))
  write("söz")
  assert.equal(said(), "Changes are not saved yet")
  await wait(2000)
  assert.equal(said(), "Saved 14:00")
  assert.equal(saver.version(), 4)
  assert.equal(form.elements.version.value, "4")
  assert.equal(/** @type {HTMLInputElement} */ (find(".js-version")).value, "4")
  assert.deepEqual(reactions.map(({ kind, isNewer }) => [kind, isNewer]), [["saved", false]])
  assert.deepEqual(heard.map(({ version }) => version), [4])
})

test("an entry that has no version yet says so by none", async (t) => {
  const { saver, sent, write, wait } = startSaving(t, { version: "", answers: [saved(1)] })
  assert.equal(saver.version(), null)
  write("söz")
  await wait(2000)
  assert.equal(sent[0].fields.version, "")
  assert.equal(saver.version(), 1)
})

test("a figure that is not understood leaves the page unsaved in part, and its copy where it is", async (t) => {
  const { copies, saver, write, wait } = startSaving(t, { answers: [saved(4, { figure_errors: { 7: "Rəqəm yazın" } }), saved(5)] })
  write("söz")
  await wait(2000)
  assert.equal(said(), "Saved 14:00, except the figure that is marked")
  assert.equal(saver.isDirty(), true)
  assert.equal(copies.removed, 0)
  write("sözlər")
  await wait(2000)
  assert.equal(saver.isDirty(), false)
  assert.equal(copies.removed, 1)
})

test("a merged text is what the page goes on from; where one typed on it is the text that was sent", async (t) => {
  const { form, sent, reactions, saver, write, wait } = startSaving(t, { answers: [merged(5, 40)] })
  write("bir")
  await wait(2000)
  assert.equal(saver.version(), 5)
  assert.equal(form.elements.narrative.value, "onun bir")
  assert.deepEqual(reactions.map(({ kind, isNewer }) => [kind, isNewer]), [["merged", false]])
  assert.equal(sent.length, 1)
})

test("a merge that comes while one types on elsewhere is the page's, with what was typed", async (t) => {
  /** @type {(answer: ReturnType<typeof merged>) => void} */
  let give
  const held = new Promise((resolve) => { give = resolve })
  const { form, sent, reactions, saver, write, wait } = startSaving(t, { answers: [held, saved(6)] })
  write("bir")
  await wait(2000)
  write("bir iki")
  give(merged(5, 40))
  await wait(0)
  assert.deepEqual(reactions.map(({ kind, isNewer }) => [kind, isNewer]), [["merged", true]])
  assert.equal(form.elements.narrative.value, "onun bir iki")
  await wait(2000)
  assert.deepEqual(sent.map(({ fields }) => [fields.version, fields.ancestor_side]), [["3", ""], ["5", ""]])
  assert.equal(saver.version(), 6)
})

test("a merge at the very place where one types on is not the page's: the next save names what it had sent", async (t) => {
  /** @type {(answer: ReturnType<typeof merged>) => void} */
  let give
  const held = new Promise((resolve) => { give = resolve })
  const { form, sent, reactions, saver, write, wait } = startSaving(t, { answers: [held, saved(6)] })
  write("bir")
  await wait(2000)
  write("bir iki")
  give(merged(5, 40, "bir onun"))
  await wait(0)
  assert.deepEqual(reactions.map(({ kind, isNewer }) => [kind, isNewer]), [["merged", true]])
  assert.equal(saver.version(), VERSION)
  assert.equal(form.elements.narrative.value, "bir iki")
  await wait(2000)
  assert.deepEqual(sent.map(({ fields }) => [fields.version, fields.ancestor_side]), [["3", ""], ["3", "40"]])
  assert.equal(saver.version(), 6)
})

test("a merge that has met a sign being composed is asked for again when that has ended, and not before", async (t) => {
  const { form, sent, saver, write, wait, answer } = startSaving(t, { answers: [merged(5, 40)] })
  useEditor(COMPOSING)
  t.after(() => useEditor(null))
  write("bir")
  await wait(2000)
  assert.equal(form.elements.narrative.value, "bir")
  assert.equal(saver.version(), VERSION)
  await wait(120_000)
  assert.equal(sent.length, 1)
  useEditor(null)
  answer(merged(5, 41))
  document.dispatchEvent(new Event("compositionend"))
  await wait(0)
  await wait(2000)
  assert.deepEqual(sent.map(({ fields }) => [fields.version, fields.ancestor_side]), [["3", ""], ["3", "40"]])
  assert.equal(form.elements.narrative.value, "onun bir")
  assert.equal(saver.version(), 5)
})

// --- Conflicts, and what comes too late ------------------------------------------------------------------------------

test("a conflict waits for the choice, and what is typed on is sent to stand beside the entry; the choice is saved from what the conflict stands for", async (t) => {
  const { sent, reactions, saver, write, wait, answer } = startSaving(t, { answers: [refused("conflict", 9, 40)] })
  write("söz")
  await wait(2000)
  await wait(120_000)
  assert.equal(sent.length, 1)
  assert.deepEqual(reactions.map(({ kind, isNewer }) => [kind, isNewer]), [["conflict", false]])
  answer(refused("conflict", 9, 40))
  write("sözlər")
  await wait(2000)
  assert.deepEqual(textsOf(sent), ["söz", "sözlər"])
  answer(saved(10))
  assert.equal(await saver.settle(9, 40), true)
  const { version, settles_side: settles, ancestor_side: ancestor } = sent[2].fields
  assert.deepEqual({ version, settles, ancestor }, { version: "9", settles: "40", ancestor: "" })
  answer(saved(11))
  write("son")
  await wait(2000)
  assert.deepEqual([sent[3].fields.version, sent[3].fields.settles_side], ["10", ""]) // decided once
})

test("while one types on a conflict does not stop saving: the next pause brings the choice", async (t) => {
  /** @type {(answer: ReturnType<typeof refused>) => void} */
  let give
  const held = new Promise((resolve) => { give = resolve })
  const { sent, reactions, write, wait } = startSaving(t, { answers: [held, refused("conflict")] })
  write("bir")
  await wait(2000)
  write("bir iki")
  await wait(2000)
  give(refused("conflict"))
  await wait(0)
  await wait(2000)
  assert.deepEqual(textsOf(sent), ["bir", "bir iki"])
  assert.deepEqual(reactions.map(({ isNewer }) => isNewer), [true, false])
})

test("a page that came with a side to settle settles it with its first save", async (t) => {
  const { sent, write, wait } = startSaving(t, { more: '<input type="hidden" name="settles_side" value="40">', answers: [saved(4), saved(5)] })
  write("bir")
  await wait(2000)
  write("iki")
  await wait(2000)
  assert.deepEqual(sent.map(({ fields }) => fields.settles_side), ["40", ""])
})

test("a text that comes too late is in good hands: nothing is left to save", async (t) => {
  const { copies, reactions, saver, sent, write, wait } = startSaving(t, { answers: [refused("late")] })
  write("söz")
  await wait(2000)
  assert.equal(saver.isDirty(), false)
  assert.equal(copies.removed, 1)
  assert.deepEqual(reactions.map(({ kind }) => kind), ["late"])
  assert.equal(await saver.flush({ isAsked: true }), true)
  assert.equal(sent.length, 1)
})

test("what was typed while that answer came is sent once more", async (t) => {
  /** @type {(answer: ReturnType<typeof refused>) => void} */
  let give
  const held = new Promise((resolve) => { give = resolve })
  const { copies, saver, sent, write, wait } = startSaving(t, { answers: [held, refused("late")] })
  write("bir")
  await wait(2000)
  write("bir iki")
  give(refused("late"))
  await wait(0)
  assert.equal(copies.removed, 0)
  await wait(2000)
  assert.deepEqual(textsOf(sent), ["bir", "bir iki"])
  assert.equal(saver.isDirty(), false)
})
