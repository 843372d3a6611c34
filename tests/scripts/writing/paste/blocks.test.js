import assert from "node:assert/strict"
import { test } from "node:test"
import { Flow, lineHTML, toHTML } from "nap-tracker/writing/paste/blocks"

const PLAIN = { bold: false, italic: false, href: "" }
const BOLD = { ...PLAIN, bold: true }

/** @param {...[string, typeof PLAIN?]} parts */
function runs(...parts) {
  const flow = new Flow()
  for (const [text, look = PLAIN] of parts) flow.text(text, look)
  return flow
}

/** @param {...[string, typeof PLAIN?]} parts */
const written = (...parts) => toHTML(runs(...parts).finish())

test("white space is folded as a browser does, over the borders of looks, and taken off at the ends", () => {
  assert.equal(written([" \n bir\t iki  "]), "<p>bir iki</p>")
  assert.equal(written(["bir "], [" iki", BOLD], [" "]), "<p>bir <strong>iki</strong></p>")
  assert.equal(written([" \u00a0\n"]), "")
})

test("a no-break space stays between words; more of them in a row are filling", () => {
  assert.equal(written(["1\u00a0250"]), "<p>1\u00a0250</p>")
  assert.equal(written(["bir\u00a0\u00a0 iki"]), "<p>bir iki</p>")
})

test("words of one look are one run, and of two looks two", () => {
  assert.equal(written(["bir", BOLD], ["iki", BOLD]), "<p><strong>biriki</strong></p>")
  assert.equal(written(["bir", BOLD], ["iki", { ...BOLD, italic: true }]), "<p><strong>bir</strong><strong><em>iki</em></strong></p>")
})

test("a link holds bold and italic words, and its address is written safely", () => {
  const look = { bold: true, italic: true, href: 'https://numune.example/?a="b"&c' }
  assert.equal(
    written(["söz", look]),
    '<p><a href="https://numune.example/?a=&quot;b&quot;&amp;c"><strong><em>söz</em></strong></a></p>',
  )
  assert.equal(written(['<b> & "']), "<p>&lt;b&gt; &amp; &quot;</p>")
})

test("lists and tables are written with what differs from the usual only", () => {
  const items = [runs(["a"]).finish(), runs(["b"]).finish()]
  assert.equal(toHTML([{ kind: "list", ordered: false, start: 3, items }]), "<ul><li><p>a</p></li><li><p>b</p></li></ul>")
  assert.equal(toHTML([{ kind: "list", ordered: true, start: 1, items: [items[0]] }]), "<ol><li><p>a</p></li></ol>")
  assert.equal(toHTML([{ kind: "list", ordered: true, start: 3, items: [items[0]] }]), '<ol start="3"><li><p>a</p></li></ol>')
  const cell = { header: false, colspan: 1, rowspan: 1, blocks: items[0] }
  assert.equal(
    toHTML([{ kind: "table", rows: [[{ ...cell, header: true, colspan: 2 }], [{ ...cell, rowspan: 2 }, { ...cell, blocks: [] }]] }]),
    '<table><tbody><tr><th colspan="2"><p>a</p></th></tr><tr><td rowspan="2"><p>a</p></td><td><p></p></td></tr></tbody></table>',
  )
})

test("words out of a line keep the spaces at their ends; nothing but space is nothing", () => {
  assert.equal(lineHTML(runs([" bir "], ["iki ", BOLD]).runs), '<p data-pm-slice="1 1 []"> bir <strong>iki </strong></p>')
  assert.equal(lineHTML(runs(["\u00a0söz\u00a0"]).runs), '<p data-pm-slice="1 1 []"> söz </p>')
  assert.equal(lineHTML([]), "")
})

test("a flow knows whether anything but a line was put into it", () => {
  const flow = runs(["söz"])
  assert.equal(flow.hasBlocks, false)
  flow.add({ kind: "list", ordered: false, start: 1, items: [] })
  assert.equal(flow.hasBlocks, true)
  assert.equal(toHTML(flow.blocks), "<p>söz</p><ul></ul>")
})
