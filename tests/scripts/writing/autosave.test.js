import { find, settle } from "../setup/page.js"
import { unreachable } from "../setup/network.js"
import { said, saved, startSaving, textsOf, VERSION } from "../setup/saving.js"
import assert from "node:assert/strict"
import { test } from "node:test"
import { putContent } from "nap-tracker/writing/content"

const FIELDS = {
  narrative: "söz",
  status: "",
  nothing_reason: "",
  internal_note: "",
  parts: "nothing_to_report nothing_reason internal_note figures",
  writer: "7",
  page: "this-page",
  page_save: "1",
  version: String(VERSION),
  ancestor_side: "",
  settles_side: "",
}

// --- When ------------------------------------------------------------------------------------------------------------

test("two seconds after the last key the text is sent, with all that the server wants to know", async (t) => {
  const { sent, write, wait } = startSaving(t, { answers: [saved(4)] })
  write("s")
  await wait(1999)
  write("söz")
  await wait(1999)
  assert.equal(sent.length, 0)
  await wait(1)
  assert.deepEqual(sent.map(({ address, fields }) => ({ address, fields })), [{ address: "/autosave/", fields: FIELDS }])
  assert.equal("X-Background" in sent[0].headers, false)
})

test("nothing is sent while nothing is typed, nor when nothing was typed since", async (t) => {
  const { sent, write, wait } = startSaving(t, { answers: [saved(4)] })
  await wait(60_000)
  assert.equal(sent.length, 0)
  write("söz")
  await wait(2000)
  await wait(60_000)
  assert.equal(sent.length, 1)
})

test("while one types on and on the text is sent every twenty seconds", async (t) => {
  const { sent, write, wait } = startSaving(t, { answers: [saved(4), saved(5)] })
  const sentAt = []
  for (let second = 0; second < 45; second += 1) {
    write(`söz ${second}`)
    const before = sent.length
    await wait(1000)
    if (sent.length > before) sentAt.push(second + 1)
  }
  assert.deepEqual(sentAt, [20, 40])
  assert.deepEqual(textsOf(sent), ["söz 19", "söz 39"])
})

test("what script puts into the form is not typed", async (t) => {
  const { form, sent, wait, saver } = startSaving(t)
  putContent(form, {
    narrative: "birləşmiş", status: "", nothing_to_report: false, nothing_reason: "", internal_note: "", figures: {},
  })
  await wait(60_000)
  assert.equal(sent.length, 0)
  assert.equal(saver.isDirty(), false)
})

test("a change without a key counts as well", async (t) => {
  const { form, sent, wait } = startSaving(t, { answers: [saved(4)] })
  form.dispatchEvent(new Event("change", { bubbles: true }))
  await wait(2000)
  assert.equal(sent.length, 1)
})

test("a page that is hidden saves at once, and only what is not saved", async (t) => {
  const { sent, write } = startSaving(t, { answers: [saved(4)] })
  Object.defineProperty(document, "visibilityState", { value: "hidden" })
  const hide = async () => {
    document.dispatchEvent(new Event("visibilitychange"))
    await settle()
  }
  await hide()
  assert.equal(sent.length, 0)
  write("söz")
  await hide()
  await hide()
  assert.deepEqual(textsOf(sent), ["söz"])
})

test("what is typed while an answer is on its way is sent after it, not beside it", async (t) => {
  /** @type {(answer: ReturnType<typeof saved>) => void} */
  let give
  const held = new Promise((resolve) => { give = resolve })
  const { sent, write, wait, saver } = startSaving(t, { answers: [held, saved(5)] })
  write("bir")
  await wait(2000)
  assert.equal(saver.isSaving(), true)
  write("bir iki")
  await wait(10_000)
  assert.deepEqual(textsOf(sent), ["bir"])
  give(saved(4))
  await wait(0)
  await wait(2000)
  assert.deepEqual(sent.map(({ fields }) => [fields.narrative, fields.version, fields.page_save]), [["bir", "3", "1"], ["bir iki", "4", "2"]])
  assert.equal(saver.isDirty(), false)
})

// --- Saving when it is asked for -------------------------------------------------------------------------------------

test("a press of the button saves at once, even what nobody has changed, and is told aloud", async (t) => {
  const { form, sent, wait } = startSaving(t, { answers: [saved(4)] })
  form.dispatchEvent(new Event("submit", { cancelable: true }))
  await wait(0)
  assert.equal(sent.length, 1)
  await wait(100)
  assert.equal(find("p.spoken").textContent, "Saved 14:00")
})

test("flush answers whether all is on the server", async (t) => {
  const { saver, sent, write, answer } = startSaving(t)
  assert.equal(await saver.flush(), true)
  assert.equal(sent.length, 0)
  write("söz")
  answer(unreachable())
  assert.equal(await saver.flush(), false)
  answer(saved(4))
  assert.equal(await saver.flush({ isAsked: true }), true)
})

test("flush waits for what is under way and sends the rest", async (t) => {
  /** @type {(answer: ReturnType<typeof saved>) => void} */
  let give
  const held = new Promise((resolve) => { give = resolve })
  const { saver, sent, write, wait } = startSaving(t, { answers: [held, saved(5)] })
  write("bir")
  await wait(2000)
  write("bir iki")
  const flushed = saver.flush()
  give(saved(4))
  assert.equal(await flushed, true)
  assert.deepEqual(textsOf(sent), ["bir", "bir iki"])
})

test("a page that came with a problem waits for the person, and warns before it is left", async (t) => {
  const { saver, sent, wait, answer } = startSaving(t, { attributes: "data-unsaved" })
  assert.equal(said(), "Changes are not saved yet")
  await wait(60_000)
  assert.equal(sent.length, 0)
  assert.equal(leave(), false)
  answer(saved(4))
  assert.equal(await saver.resume(), true)
  assert.equal(leave(), true)
})

test("what the person gives up is neither sent nor warned of", async (t) => {
  const { copies, saver, sent, write, wait } = startSaving(t)
  write("söz")
  assert.equal(leave(), false)
  saver.abandon()
  await wait(60_000)
  assert.equal(leave(), true)
  assert.equal(sent.length, 0)
  assert.equal(copies.removed, 1)
})

test("what is typed after saving was stopped is not sent until it is taken up again", async (t) => {
  const { saver, sent, write, wait, answer } = startSaving(t)
  saver.stop("signed-out")
  write("söz")
  await wait(60_000)
  assert.equal(sent.length, 0)
  answer(saved(4))
  assert.equal(await saver.resume(), true)
  assert.deepEqual(textsOf(sent), ["söz"])
})

/** Whether the page may be left unasked. */
const leave = () => window.dispatchEvent(new Event("beforeunload", { cancelable: true }))

// --- The local copy --------------------------------------------------------------------------------------------------

test("a copy is kept soon after the first key, and goes when the text is saved", async (t) => {
  const { copies, write, wait } = startSaving(t, { answers: [saved(4)] })
  write("s")
  await wait(500)
  write("söz")
  await wait(299)
  assert.equal(copies.written.length, 0)
  await wait(1)
  assert.equal(copies.written.length, 1)
  assert.equal(copies.written[0].content.narrative, "söz")
  assert.deepEqual(copies.written[0].base, { version: VERSION, ancestorSide: null, settlesSide: null, page: "this-page", pageSave: 0 })
  await wait(1700)
  assert.equal(copies.removed, 1)
  await wait(60_000)
  assert.equal(copies.written.length, 1)
})

test("a copy of a page that has crashed is saved under its name, beyond what that page may have saved", async (t) => {
  const { copies, saver, sent, write, wait, answer } = startSaving(t, { answers: [unreachable()] })
  const found = { version: 2, ancestorSide: 30, settlesSide: 31, page: "crashed", pageSave: 5 }
  assert.equal(await saver.adopt(found), false)
  await wait(800)
  const { page, pageSave, version, ancestorSide } = copies.written[0].base
  assert.deepEqual({ page, pageSave, version, ancestorSide }, { page: "crashed", pageSave: 106, version: 2, ancestorSide: 30 })
  answer(saved(4), saved(5))
  await wait(1200)
  write("söz")
  await wait(2000)
  assert.deepEqual(
    sent.map(({ fields }) => [fields.page, fields.page_save, fields.version, fields.ancestor_side, fields.settles_side]),
    [["crashed", "106", "2", "30", ""], ["crashed", "107", "2", "30", ""], ["this-page", "3", "4", "", ""]],
  )
})

test("what a button asks for is not done while the server is silent, though nothing was typed", async (t) => {
  const { saver, sent } = startSaving(t, { answers: [unreachable(), saved(3)] })
  assert.equal(await saver.flush({ isAsked: true }), false)
  assert.equal(await saver.flush({ isAsked: true }), true)
  assert.equal(sent.length, 2)
})
