import { network } from "../setup/network.js"
import { find, openPage, settle } from "../setup/page.js"
import { COMPOSING, startSaving } from "../setup/saving.js"
import assert from "node:assert/strict"
import { test } from "node:test"
import { useEditor } from "nap-tracker/writing/content"
import { SCHEMA } from "nap-tracker/writing/copy-schema"
import { offerCopies, takerInto } from "nap-tracker/writing/offer"

const PLACE = `<main id="main"><div id="entry-offer"></div></main><template id="found-copy"><section><p data-when></p>
<div data-difference></div><button data-take></button><button data-put-away></button></section></template>`
const CONTENT = { narrative: "<p>bir<br>iki</p><ul><li><p>üç</p></li></ul>", status: "", nothing_to_report: false, nothing_reason: "", internal_note: "", figures: {} }
/** @type {Writing.Base} */
const BASE = { version: 3, ancestorSide: null, settlesSide: null, page: "crashed", pageSave: 2 }

/**
 * Offers one copy.
 * @param {import("node:test").TestContext} t
 * @param {object} copy what is another than usual
 * @param {...Parameters<typeof network>[1]} answers
 */
async function offer(t, copy, ...answers) {
  openPage(PLACE)
  const { sent } = network(t, ...answers)
  const found = /** @type {Writing.Copy} */ ({ id: "one", at: 0, schema: SCHEMA, content: CONTENT, base: BASE, label: "4.2.9", place: "/", ...copy })
  /** @type {Writing.Content[]} */
  const taken = []
  /** @type {string[]} */
  const discarded = []
  const done = offerCopies({
    copies: { find: async () => [found], discard: async (id) => { discarded.push(id) } },
    address: "/difference/",
    takeWords: "Götür",
    async take({ content }) {
      taken.push(content)
      return true
    },
  })
  await settle()
  return { sent, taken, discarded, done, shown: () => document.querySelector("[data-difference]")?.textContent ?? null }
}

for (const schema of [undefined, 1, SCHEMA]) {
  test(`a copy of version ${schema ?? "none"} is offered by its difference and can be taken`, async (t) => {
    const { sent, taken, discarded, done, shown } = await offer(t, { schema }, { html: "<p>fərq</p>" })
    assert.deepEqual([sent[0].fields.narrative, shown(), taken.length], [CONTENT.narrative, "fərq", 0])
    find("[data-take]").click()
    await done
    assert.deepEqual([taken, discarded], [[CONTENT], ["one"]])
  })
}

for (const [what, copy] of /** @type {[string, object][]} */ ([
  ["of a newer version", { schema: SCHEMA + 1 }],
  ["of no known version", { schema: 0 }],
  ["with a field missing", { content: { ...CONTENT, figures: undefined } }],
  ["with another kind of text", { content: { ...CONTENT, narrative: { blocks: [] } } }],
])) {
  test(`a copy ${what} is asked about nowhere and cannot be taken: its words are shown, and stay until they are put away`, async (t) => {
    const { sent, taken, discarded, done, shown } = await offer(t, copy)
    assert.deepEqual([sent.length, document.querySelector("[data-take]"), discarded.length], [0, null, 0])
    assert.match(shown(), /^It was written with another version of this page\..*(birikiüç|blocks)/)
    find("[data-put-away]").click()
    await done
    assert.deepEqual([taken, discarded], [[], ["one"]])
  })
}

test("a copy that the server refuses to compare is offered whole, and can be taken", async (t) => {
  const { taken, done, shown } = await offer(t, {}, { status: 422, json: { result: "invalid", errors: {} } })
  assert.equal(shown(), "What differs cannot be shown. This is the whole text:birikiüç")
  find("[data-take]").click()
  await done
  assert.equal(taken.length, 1)
})

for (const answered of [{ status: 503 }, { status: 401 }, { status: 404 }, new TypeError("fetch failed")]) {
  test(`a copy waits for another time where the server does not compare it now (${answered instanceof Error ? 0 : answered.status})`, async (t) => {
    const { discarded, done, shown } = await offer(t, {}, answered)
    await done
    assert.deepEqual([shown(), discarded], [null, []])
  })
}

test("a copy whose text the server has is put away unseen", async (t) => {
  const { discarded, done, shown } = await offer(t, {}, { status: 204 })
  await done
  assert.deepEqual([shown(), discarded], [null, ["one"]])
})

test("a copy that cannot be put into the text is neither saved nor taken for taken, and that is said", async (t) => {
  const { form, write } = startSaving(t)
  document.body.insertAdjacentHTML("beforeend", '<main id="main"></main>')
  const copy = /** @type {Writing.Copy} */ ({ content: { ...CONTENT, narrative: "köhnə söz" }, base: BASE })
  /** @type {unknown[][]} */
  const told = []
  const take = takerInto(form, { write: (...more) => { told.push(["write", ...more]) } }, {
    flush: async () => true,
    async adopt(base) {
      told.push(["adopt", base])
      return true
    },
  })
  write("söz")
  useEditor(COMPOSING)
  t.after(() => useEditor(null))
  assert.equal(await take(copy), false)
  assert.deepEqual([form.elements.narrative.value, told], ["söz", []])
  assert.match(find("#signal").textContent, /^The text was not taken over, .* it is offered again\. Close$/)
  useEditor(null)
  assert.equal(await take(copy), true)
  assert.deepEqual([form.elements.narrative.value, told], ["köhnə söz", [["write", { ...copy.content, figures: {} }, BASE], ["adopt", BASE]]])
})
