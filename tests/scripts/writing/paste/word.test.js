import assert from "node:assert/strict"
import { test } from "node:test"
import { Flow } from "nap-tracker/writing/paste/blocks"
import { addListItem, listFormats, listPlace, readMarker } from "nap-tracker/writing/paste/word"

/** @typedef {import("nap-tracker/writing/paste/blocks").Block} Block */

/**
 * @param {string} text
 * @returns {Block}
 */
const words = (text) => ({ kind: "paragraph", runs: [{ text, bold: false, italic: false, href: "" }] })

/**
 * The blocks as text: "-a" for items of a list, "3)a" for those of a numbered one, nested in brackets.
 * @param {Block[]} blocks
 * @returns {string}
 */
function drawn(blocks) {
  return blocks.map((block) => {
    if (block.kind === "paragraph") return block.runs.map(({ text }) => text).join("")
    if (block.kind === "table") return "table"
    return `[${block.items.map((item, place) => `${block.ordered ? `${block.start + place})` : "-"}${drawn(item)}`).join(" ")}]`
  }).join("")
}

/**
 * Adds items, each as level, sign ("-" or a number), words and list.
 * @param {...[number, "-" | number, string, string?]} items
 */
function listOf(...items) {
  const flow = new Flow()
  for (const [level, sign, text, list = "l0"] of items) {
    const read = sign === "-" ? { ordered: false, number: 1 } : { ordered: true, number: sign }
    addListItem(flow, { list, level }, read, [words(text)])
  }
  return drawn(flow.finish())
}

test("formats of Word's lists are read from its style sheet; a level without one counts", () => {
  const css = "@list l0:level1\r\n\t{mso-level-number-format:bullet;}\n@list L0:level2 lfo1 {MSO-LEVEL-NUMBER-FORMAT: Roman-Upper}\n@list l1:level1 {a:b}"
  assert.deepEqual([...listFormats(css)], [["l0 1", "bullet"], ["l0 2", "roman-upper"], ["l1 1", "decimal"]])
  assert.deepEqual([...listFormats("@list l0 {mso-level-number-format:bullet}")], [])
})

test("a paragraph's place in a list stands in its style", () => {
  assert.deepEqual(listPlace({ "mso-list": "L2 level3 lfo1" }), { list: "l2", level: 3 })
  assert.equal(listPlace({ "mso-list": "Ignore" }), null)
  assert.equal(listPlace({}), null)
})

/** @type {[string, string | undefined, {ordered: boolean, number: number} | null][]} */
const SIGNS = [
  ["1.", undefined, { ordered: true, number: 1 }],
  ["(12)", "decimal", { ordered: true, number: 12 }],
  ["7", undefined, { ordered: true, number: 7 }],
  ["b)", undefined, { ordered: true, number: 2 }],
  ["C.", "alpha-upper", { ordered: true, number: 3 }],
  ["iv.", undefined, { ordered: true, number: 4 }],
  ["XII)", "roman-upper", { ordered: true, number: 12 }],
  ["i", "roman-lower", { ordered: true, number: 1 }],
  ["c.", "roman-lower", { ordered: true, number: 100 }],
  ["c.", "alpha-lower", { ordered: true, number: 3 }],
  ["ə)", undefined, { ordered: true, number: 1 }],
  ["·\u00a0 ", undefined, { ordered: false, number: 1 }],
  ["o", undefined, { ordered: false, number: 1 }],
  ["§", undefined, { ordered: false, number: 1 }],
  ["–", undefined, { ordered: false, number: 1 }],
  ["ü", "bullet", { ordered: false, number: 1 }],
  ["", undefined, { ordered: false, number: 1 }],
  ["4.3.1.", "decimal", null],
  ["Maddə 2.", "decimal", null],
  ["12345.", "decimal", null],
]

for (const [sign, format, read] of SIGNS) {
  test(`sign "${sign}" of format ${format ?? "unknown"} is ${read ? JSON.stringify(read) : "words"}`, () => {
    assert.deepEqual(readMarker(sign, format), read)
  })
}

test("items of a deeper level stand in the item before them", () => {
  assert.equal(listOf([1, "-", "a"], [2, "-", "b"], [3, 1, "c"], [2, "-", "d"], [1, "-", "e"]), "[-a[-b[1)c] -d] -e]")
})

test("numbers that go on make one list, others begin one of their own", () => {
  assert.equal(listOf([1, 3, "a"], [1, 4, "b"]), "[3)a 4)b]")
  assert.equal(listOf([1, 3, "a"], [1, 5, "b"]), "[3)a][5)b]")
  assert.equal(listOf([1, 1, "a"], [1, "-", "b"]), "[1)a][-b]")
})

test("bullets of another list begin one of their own at the outermost level only", () => {
  assert.equal(listOf([1, "-", "a", "l0"], [1, "-", "b", "l1"]), "[-a][-b]")
  assert.equal(listOf([1, "-", "x"], [2, "-", "a", "l0"], [2, "-", "b", "l1"]), "[-x[-a -b]]")
})

test("a paragraph between items ends the list", () => {
  const flow = new Flow()
  addListItem(flow, { list: "l0", level: 1 }, { ordered: false, number: 1 }, [words("a")])
  flow.text("b", { bold: false, italic: false, href: "" })
  addListItem(flow, { list: "l0", level: 1 }, { ordered: false, number: 1 }, [words("c")])
  assert.equal(drawn(flow.finish()), "[-a]b[-c]")
})

test("a seventh level is not made: its words go on in the sixth", () => {
  const levels = [1, 2, 3, 4, 5, 6, 7].map((level) => /** @type {[number, "-", string]} */ ([level, "-", String(level)]))
  assert.equal(listOf(...levels), "[-1[-2[-3[-4[-5[-67]]]]]]")
})

test("a sign of more than forty characters is words, however long", () => {
  assert.equal(readMarker("-".repeat(41)), null)
  assert.deepEqual(readMarker("12345."), null)
  assert.deepEqual(readMarker(`${"0".repeat(3)}7.`), { ordered: true, number: 7 })
})

test("a list's kind is read where rules stand between, and no number of four figures is a level", () => {
  assert.deepEqual([...listFormats("@list l0:level1\n\t{mso-level-number-format:bullet;\n\tmso-level-text:@;}")], [["l0 1", "bullet"]])
  assert.deepEqual([...listFormats(`@list l1:level${"1".repeat(5000)}{}`)], [])
})
