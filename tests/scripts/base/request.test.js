import { openPage } from "../setup/page.js"
import { network, unreachable } from "../setup/network.js"
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { get, post } from "nap-tracker/base/request"

beforeEach(() => openPage('<input type="hidden" name="csrfmiddlewaretoken" value="of-the-page">'))

test("fields are sent as a form, with the mark of a script and the page's token", async (t) => {
  const { sent } = network(t, { json: { ok: true } })
  assert.deepEqual(await post("/there/", { word: "söz & söz", number: 3 }), { status: 200, answer: { ok: true }, html: "" })
  assert.deepEqual(sent, [
    {
      address: "/there/",
      method: "POST",
      fields: { word: "söz & söz", number: "3" },
      headers: { "X-Requested-With": "fetch", "X-CSRFToken": "of-the-page" },
      isLasting: false,
    },
  ])
})

test("a token that another tab has changed comes from the cookie", async (t) => {
  document.cookie = "other=1"
  document.cookie = "csrftoken=of-the-cookie"
  const { sent } = network(t, {})
  await post("/there/", {})
  assert.equal(sent[0].headers["X-CSRFToken"], "of-the-cookie")
})

test("what is asked in the background says so: questions do by themselves, sent fields do not", async (t) => {
  const { sent } = network(t, {}, {}, {}, {})
  await get("/a/")
  await get("/b/", { isInBackground: false })
  await post("/c/", {})
  await post("/d/", {}, { isInBackground: true, keepalive: true })
  assert.deepEqual(sent.map(({ headers }) => headers["X-Background"]), ["1", undefined, undefined, "1"])
  assert.deepEqual(sent.map(({ isLasting }) => isLasting), [false, false, false, true])
  assert.equal("X-CSRFToken" in sent[0].headers, false)
})

test("an answer that is no JSON is given as HTML, whatever its status", async (t) => {
  network(t, { status: 422, html: "<p>söz</p>" }, { status: 204 })
  assert.deepEqual(await get("/a/"), { status: 422, answer: null, html: "<p>söz</p>" })
  assert.deepEqual(await get("/a/"), { status: 204, answer: null, html: "" })
})

test("no network, no patience any more and JSON that is cut short are no answer", async (t) => {
  const none = { status: 0, answer: /** @type {null} */ (null), html: "" }
  const cut = new Response('{"ok": tr', { headers: { "Content-Type": "application/json" } })
  for (const failure of [unreachable(), new DOMException("", "TimeoutError")]) {
    network(t, failure)
    assert.deepEqual(await get("/a/"), none)
  }
  t.mock.method(globalThis, "fetch", async () => cut)
  assert.deepEqual(await get("/a/"), none)
})

test("a long text has longer to be sent, a question as long as ever", async (t) => {
  network(t, {}, {}, {})
  const timeout = t.mock.method(AbortSignal, "timeout")
  await get("/a/")
  await post("/b/", { word: "a" })
  await post("/c/", { word: "a".repeat(999_995) })
  assert.deepEqual(timeout.mock.calls.map((call) => call.arguments[0]), [30_000, 30_001, 130_000])
})

test("a mistake in a script is not taken for a missing network", async (t) => {
  network(t, new RangeError("a mistake"))
  await assert.rejects(get("/a/"), RangeError)
})
