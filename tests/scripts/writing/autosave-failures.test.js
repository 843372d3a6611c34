import { unreachable } from "../setup/network.js"
import { said, saved, startSaving, textsOf } from "../setup/saving.js"
import assert from "node:assert/strict"
import { test } from "node:test"

const SILENT = "the server does not answer"
test("a save that fails is tried again, ever more seldom, and until it works; each time the bar says what it met", async (t) => {
  const failures = [
    [unreachable(), SILENT],
    [{ status: 500 }, "something went wrong on the server"],
    [{ status: 503, json: { result: "unavailable" } }, "the server is busy or being worked on"],
    [{ status: 403, json: { result: "csrf" } }, "the page has become too old"],
    [{ status: 429 }, "the server is busy or being worked on"],
    [{ html: "<p>başqa səhifə</p>" }, "something else in the network has answered instead of the server"],
    [unreachable(), SILENT],
  ]
  const { sent, copies, write, wait, saver } = startSaving(t, { answers: [...failures.map(([answered]) => /** @type {{}} */ (answered)), saved(4)] })
  write("söz")
  await wait(2000)
  for (const [tried, seconds] of [2, 4, 8, 16, 32, 60, 60].entries()) {
    assert.match(said(), new RegExp(`^Not saved: ${failures[tried][1]}.* is sent again by itself\\.$`))
    await wait(seconds * 1000 - 1)
    assert.equal(sent.length, tried + 1)
    assert.equal(copies.removed, 0)
    await wait(1)
    assert.equal(sent.length, tried + 2)
  }
  assert.equal(said(), "Saved 14:00")
  assert.equal(saver.isDirty(), false)
  assert.equal(copies.removed, 1)
})

for (const [status, sentence] of /** @type {[number, string][]} */ ([
  [413, "Not saved: the text is larger than the server takes. It stays on this page: shorten it, then save again."],
  [400, "Not saved: the server did not understand what the page sent. Your text stays here: copy it, then open the page again."],
  [422, "Not saved: the server did not understand what the page sent. Your text stays here: copy it, then open the page again."],
])) {
  test(`what is refused for good (${status}) is said so and not sent again until something is typed or asked for; the copy stays`, async (t) => {
    const { sent, copies, saver, write, wait, answer } = startSaving(t, { answers: [{ status }] })
    write("söz")
    await wait(2000)
    assert.equal(said(), sentence)
    await wait(120_000)
    window.dispatchEvent(new Event("online"))
    await wait(0)
    assert.equal(sent.length, 1)
    assert.equal(saver.isDirty(), true)
    answer({ status }, saved(4))
    write("s")
    await wait(2000)
    assert.deepEqual([textsOf(sent), said(), copies.removed], [["söz", "s"], sentence, 0])
    assert.equal(await saver.flush({ isAsked: true }), true)
    assert.deepEqual([said(), copies.removed], ["Saved 14:00", 1])
  })
}

test("trying again is no sign of life, unless something was typed", async (t) => {
  const { sent, write, wait } = startSaving(t, { answers: [unreachable(), unreachable(), unreachable(), saved(4)] })
  write("söz")
  await wait(2000)
  await wait(2000)
  write("sözlər")
  await wait(4000)
  assert.deepEqual(sent.map(({ headers }) => headers["X-Background"]), [undefined, "1", undefined])
})

test("back on line, or looked at again, the page does not wait", async (t) => {
  const { sent, write, wait } = startSaving(t, { answers: [unreachable(), unreachable(), saved(4)] })
  window.dispatchEvent(new Event("online"))
  await wait(0)
  assert.equal(sent.length, 0) // nothing has failed
  write("söz")
  await wait(2000)
  window.dispatchEvent(new Event("online"))
  await wait(0)
  assert.equal(sent.length, 2)
  window.dispatchEvent(new Event("focus"))
  await wait(0)
  assert.equal(sent.length, 3)
  await wait(60_000)
  assert.equal(sent.length, 3)
})

for (const [name, answered, kind] of /** @type {const} */ ([
  ["a session that is over", { status: 401, json: { signed_out: true } }, "signed_out"],
  ["a right that is gone", { status: 403, html: "" }, "gone"],
  ["a place that is gone", { status: 404, html: "" }, "gone"],
  ["another person at this browser", { status: 409, json: { result: "other_writer", message: "" } }, "other_writer"],
])) {
  test(`${name} ends saving until the person does something`, async (t) => {
    const { sent, reactions, saver, write, wait } = startSaving(t, { answers: [answered] })
    write("söz")
    await wait(2000)
    write("sözlər")
    await wait(120_000)
    assert.equal(sent.length, 1)
    assert.deepEqual(reactions.map((reaction) => reaction.kind), [kind])
    assert.equal(saver.isDirty(), true)
  })
}

test("what is not understood waits for the next key", async (t) => {
  const { sent, reactions, write, wait } = startSaving(t, {
    answers: [{ status: 422, json: { result: "invalid", errors: { narrative: "Çox uzun" } } }, saved(4)],
  })
  write("söz")
  await wait(2000)
  await wait(120_000)
  assert.equal(sent.length, 1)
  assert.equal(reactions[0].kind, "invalid")
  write("s")
  await wait(2000)
  assert.deepEqual(textsOf(sent), ["söz", "s"])
})

test("a text that is too large only together with another is beside the entry, and settled by what is saved in its place", async (t) => {
  const { sent, write, wait } = startSaving(t, {
    answers: [{ status: 422, json: { result: "invalid", errors: { narrative: "Birlikdə çox uzun" }, side: 41 } }, saved(4), saved(5)],
  })
  for (const text of ["uzun söz", "söz", "son"]) {
    write(text)
    await wait(2000)
  }
  assert.deepEqual(sent.map(({ fields }) => fields.settles_side), ["", "41", ""])
})
