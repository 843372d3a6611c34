import { unreachable } from "../setup/network.js"
import { settle } from "../setup/page.js"
import { saved, startSaving } from "../setup/saving.js"
import assert from "node:assert/strict"
import { test } from "node:test"
import { keepaliveSize } from "nap-tracker/base/request"

/** The browser takes the page away. */
async function leave() {
  window.dispatchEvent(new Event("pagehide"))
  await settle()
}

test("what is not saved yet goes with a request that outlives the page", async (t) => {
  const { sent, write } = startSaving(t, { answers: [saved(4)] })
  write("son söz")
  await leave()
  assert.deepEqual(sent.map(({ address, isLasting, fields }) => [address, isLasting, fields.narrative, fields.version, fields.page, fields.page_save]), [
    ["/autosave/", true, "son söz", "3", "this-page", "1"],
  ])
})

test("a save that was under way is overtaken by it: its count is higher", async (t) => {
  const { sent, write, wait } = startSaving(t, { answers: [new Promise(() => {}), saved(4)] })
  write("bir")
  await wait(2000)
  write("bir iki")
  await leave()
  assert.deepEqual(sent.map(({ isLasting, fields }) => [isLasting, fields.narrative, fields.page_save]), [[false, "bir", "1"], [true, "bir iki", "2"]])
})

test("while saving fails it is tried, too", async (t) => {
  const { sent, write, wait } = startSaving(t, { answers: [unreachable(), saved(4)] })
  write("bir")
  await wait(2000)
  await leave()
  assert.deepEqual(sent.map(({ isLasting }) => isLasting), [false, true])
})

test("nothing is sent where all is saved, or given up, or where saving waits for the person", async (t) => {
  const { sent, write, wait, saver } = startSaving(t, { answers: [saved(4)] })
  await leave()
  write("bir")
  await wait(2000)
  await leave()
  assert.equal(sent.length, 1)
  write("bir iki")
  saver.stop("signed-out")
  await leave()
  saver.abandon()
  await leave()
  assert.equal(sent.length, 1)
})

test("a text longer than browsers keep alive is left to the local copy, which has all of it", async (t) => {
  const { sent, write, copies } = startSaving(t, { answers: [] })
  write("ə".repeat(30_000)) // two bytes each
  await leave()
  assert.equal(sent.length, 0)
  assert.deepEqual(copies.written.map(({ content }) => content.narrative.length), [30_000])
})

for (const [what, happen] of /** @type {[string, () => void][]} */ ([
  ["about to be left", () => window.dispatchEvent(new Event("beforeunload", { cancelable: true }))],
  ["left", () => window.dispatchEvent(new Event("pagehide"))],
  ["hidden", () => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true })
    document.dispatchEvent(new Event("visibilitychange"))
  }],
])) {
  test(`the copy of a page that is ${what} has the last key at once, and is written only where something is not saved`, async (t) => {
    const { write, copies, wait } = startSaving(t, { answers: [unreachable()] })
    happen()
    assert.equal(copies.written.length, 0)
    write("son söz")
    happen()
    assert.deepEqual(copies.written.map(({ content }) => content.narrative), ["son söz"])
    await wait(800) // it does not come twice
    assert.equal(copies.written.length, 1)
  })
}

test("the copy of a long text, which may be all there is, follows the keys closely", async (t) => {
  const { write, copies, wait } = startSaving(t)
  write("ə".repeat(20_001))
  await wait(99)
  assert.equal(copies.written.length, 0)
  await wait(1)
  assert.equal(copies.written.length, 1)
})

test("the size is that of the bytes, ends of lines as they are sent, and never less", async () => {
  const fields = { narrative: "ə\nb", page: "x", page_save: 12 }
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value))
  const real = (await new Response(/** @type {BodyInit} */ (toNode(form))).arrayBuffer()).byteLength
  assert.ok(keepaliveSize(fields) >= real)
  assert.equal(keepaliveSize({ a: "ə" }) - keepaliveSize({ a: "e" }), 1)
  assert.equal(keepaliveSize({ a: "\n" }) - keepaliveSize({ a: "" }), 2)
})

/**
 * The lines of the request as a browser writes them: jsdom's form is none that node can send.
 * @param {FormData} form
 */
function toNode(form) {
  const border = "----WebKitFormBoundaryabcdefghijklmnop"
  const parts = [...form].map(([name, value]) => `--${border}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${String(value).replace(/\n/g, "\r\n")}\r\n`)
  return `${parts.join("")}--${border}--\r\n`
}
