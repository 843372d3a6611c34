import { openEditor } from "../setup/editor.js"
import assert from "node:assert/strict"
import { test } from "node:test"
import { createDocument, HardBreak, pm } from "django-prose-editor/editor"
import { keyOf } from "nap-tracker/writing/blocks"
import { changesBetween, makeChanges, rebaseChanges, surelyBetween } from "nap-tracker/writing/changes"

const CARET = "|"

/**
 * An editor whose text is `html`, the caret where it says "|", a space that no parser folds where it says "_".
 * @param {import("node:test").TestContext} t
 * @param {string} html
 */
function open(t, html) {
  const editor = openEditor(t, html.replace(CARET, "¦"), "", html.includes("<br>") ? [HardBreak] : [])
  let at = -1
  editor.state.doc.descendants((node, from) => {
    const found = node.isText ? node.text.indexOf("¦") : -1
    if (found >= 0) at = from + found
  })
  if (at >= 0) editor.view.dispatch(editor.state.tr.delete(at, at + 1))
  const spaces = editor.state.tr
  editor.state.doc.descendants((node, from) => {
    for (const { index } of node.text?.matchAll(/_/g) ?? []) spaces.insertText(" ", from + index, from + index + 1)
  })
  editor.view.dispatch(spaces)
  return { editor, at }
}

/**
 * What stands there after the changes, with the caret.
 * @param {ReturnType<typeof open>} opened
 * @param {string} wanted
 */
function become({ editor, at }, wanted) {
  const { doc } = editor.state
  const changes = changesBetween(doc, createDocument(wanted, editor.schema))
  const change = makeChanges(editor.state.tr, changes)
  change.doc.check()
  if (at >= 0) change.insertText(CARET, change.mapping.map(at, -1))
  return htmlOf(change.doc, editor)
}

/**
 * @param {import("prosemirror-model").Node} doc
 * @param {Writing.Editor} editor
 */
function htmlOf(doc, editor) {
  const box = document.createElement("div")
  box.append(pm.model.DOMSerializer.fromSchema(editor.schema).serializeFragment(doc.content))
  return box.innerHTML.replace(/ (colspan|rowspan)="1"| target="_blank"| rel="[^"]*"| (style|class|data-type)="[^"]*"|<colgroup>.*?<\/colgroup>/g, "")
}

const TABLE = (/** @type {string[][]} */ ...rows) =>
  `<table><tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td><p>${cell}</p></td>`).join("")}</tr>`).join("")}</tbody></table>`

for (const [what, old, wanted, result] of [
  ["a trailing space stays, the caret behind it", "<p>Davamı_|</p><p>İkinci abzas.</p>", "<p>Davamı</p><p>İkinci yeni abzas.</p>", "<p>Davamı |</p><p>İkinci yeni abzas.</p>"],
  ["an empty paragraph stays", "<p>bir</p><p>|</p><p>üç</p>", "<p>bir</p><p>üç dörd</p>", "<p>bir</p><p>|</p><p>üç dörd</p>"],
  ["a paragraph of spaces stays", "<p>bir</p><p>__|</p>", "<p>bir iki</p>", "<p>bir iki</p><p>  |</p>"],
  ["an empty item stays", "<ul><li><p>bir</p></li><li><p>|</p></li></ul><p>son</p>", "<ul><li><p>bir</p></li></ul><p>sonra</p>", "<ul><li><p>bir</p></li><li><p>|</p></li></ul><p>sonra</p>"],
  ["an empty item stays where its list goes", "<ul><li><p>bir</p></li><li><p>|</p></li></ul><p>son</p>", "<p>son</p>", "<ul><li><p>|</p></li></ul><p>son</p>"],
  ["an empty list stays", "<p>a</p><ul><li><p>|</p></li></ul>", "<p>a b</p>", "<p>a b</p><ul><li><p>|</p></li></ul>"],
  ["an empty cell stays", TABLE(["a", "|"], ["c", "d"]), TABLE(["a", ""], ["c", "x"]), TABLE(["a", "|"], ["c", "x"])],
  ["an empty second paragraph of a cell stays", "<table><tbody><tr><td><p>a</p><p>|</p></td></tr></tbody></table>", "<table><tbody><tr><td><p>a b</p></td></tr></tbody></table>", "<table><tbody><tr><td><p>a b</p><p>|</p></td></tr></tbody></table>"],
  ["an empty table stays", `<p>a</p>${TABLE(["|", ""])}`, "<p>b</p>", `<p>b</p>${TABLE(["|", ""])}`],
  ["words come in before the space that was typed", "<p>söz_|</p>", "<p>söz onun</p>", "<p>söz onun |</p>"],
  ["two spaces are as good as one", "<p>bir__iki|</p>", "<p>bir iki üç</p>", "<p>bir  iki| üç</p>"],
  ["inside a word the caret stays between its letters", "<p>kit|ab yaxşı</p>", "<p>kitab çox yaxşı</p>", "<p>kit|ab çox yaxşı</p>"],
  ["an ending is put on a word", "<p>kitab| oxu</p>", "<p>kitabı oxu</p>", "<p>kitab|ı oxu</p>"],
  ["a word goes", "<p>bir iki üç|</p>", "<p>bir üç</p>", "<p>bir üç|</p>"],
  ["a paragraph comes before", "<p>bir|</p>", "<p>yeni</p><p>bir</p>", "<p>yeni</p><p>bir|</p>"],
  ["a paragraph comes after", "<p>bir_|</p>", "<p>bir</p><p>yeni</p>", "<p>bir |</p><p>yeni</p>"],
  ["a paragraph goes", "<p>bir</p><p>iki|</p><p>üç</p>", "<p>iki</p>", "<p>iki|</p>"],
  ["one goes and one comes, the caret stays in the one that changes", "<p>bir iki üç dörd|</p><p>beş altı</p>", "<p>tam yeni cümlə</p><p>bir iki üç dörd beş</p>", "<p>tam yeni cümlə</p><p>bir iki üç dörd| beş</p>"],
  ["a paragraph is parted, the caret goes with its words", "<p>bir iki üç dörd| beş</p>", "<p>bir iki</p><p>üç dörd beş</p>", "<p>bir iki</p><p>üç dörd| beş</p>"],
  ["two paragraphs are joined", "<p>bir iki</p><p>üç dörd| beş</p>", "<p>bir iki üç dörd beş</p>", "<p>bir iki üç dörd| beş</p>"],
  ["an item is parted", "<ul><li><p>bir iki üç dörd|</p></li></ul>", "<ul><li><p>bir iki</p></li><li><p>üç dörd</p></li></ul>", "<ul><li><p>bir iki</p></li><li><p>üç dörd|</p></li></ul>"],
  ["two items are joined", "<ul><li><p>bir iki</p></li><li><p>üç dörd|</p></li></ul>", "<ul><li><p>bir iki üç dörd</p></li></ul>", "<ul><li><p>bir iki üç dörd|</p></li></ul>"],
  ["a word is made bold", "<p>bir ik|i üç</p>", "<p>bir <strong>iki</strong> üç</p>", "<p>bir <strong>ik|i</strong> üç</p>"],
  ["bold is taken away and a word comes", "<p><strong>bir iki|</strong></p>", "<p>bir iki <em>üç</em></p>", "<p>bir iki| <em>üç</em></p>"],
  ["a link is put on words", "<p>bax bura|da yaz</p>", '<p>bax <a href="https://numune.example/">burada</a> yaz</p>', '<p>bax <a href="https://numune.example/">bura|da</a> yaz</p>'],
  ["a cell changes", TABLE(["a|", "b"], ["c", "d"]), TABLE(["a", "b b"], ["c", "d"]), TABLE(["a|", "b b"], ["c", "d"])],
  ["an empty cell is written in", TABLE(["a|", ""]), TABLE(["a", "b"]), TABLE(["a|", "b"])],
  ["a cell is emptied", TABLE(["a|", "b"]), TABLE(["a", ""]), TABLE(["a|", ""])],
  ["a row comes", TABLE(["a", "b|"]), TABLE(["x", "y"], ["a", "b"]), TABLE(["x", "y"], ["a", "b|"])],
  ["a row goes", TABLE(["x", "y"], ["a", "b|"]), TABLE(["a", "b"]), TABLE(["a", "b|"])],
  ["a column comes", TABLE(["a", "b|"], ["c", "d"]), TABLE(["a", "x", "b"], ["c", "y", "d"]), TABLE(["a", "x", "b|"], ["c", "y", "d"])],
  ["a cell becomes a heading", TABLE(["a|", "b"]), TABLE(["a", "b"]).replace("<td><p>a</p></td>", "<th><p>a</p></th>"), TABLE(["a|", "b"]).replace("<td><p>a|</p></td>", "<th><p>a|</p></th>")],
  ["a list becomes numbered", "<ul><li><p>bir|</p></li></ul>", "<ol><li><p>bir</p></li></ol>", "<ol><li><p>bir|</p></li></ol>"],
  ["a list in an item changes", "<ul><li><p>bir|</p><ul><li><p>iki</p></li></ul></li></ul>", "<ul><li><p>bir</p><ul><li><p>iki üç</p></li></ul></li></ul>", "<ul><li><p>bir|</p><ul><li><p>iki üç</p></li></ul></li></ul>"],
  ["a text comes into an empty page", "<p>|</p>", "<p>bir</p>", "<p>|bir</p>"],
  ["a line break at the end stays", "<p>bir<br>|</p><p>iki</p>", "<p>bir</p><p>iki üç</p>", "<p>bir<br>|</p><p>iki üç</p>"],
  ["a paragraph of a line break stays", "<p>bir</p><p><br>|</p>", "<p>bir iki</p>", "<p>bir iki</p><p><br>|</p>"],
  ["space before a line break stays", "<p>bir_|<br>iki</p>", "<p>bir<br>iki üç</p>", "<p>bir |<br>iki üç</p>"],
  ["words come after a line break", "<p>bir|<br>iki</p>", "<p>bir<br>üç iki</p>", "<p>bir|<br>üç iki</p>"],
  ["a line break comes", "<p>bir iki|<br>üç</p>", "<p>bir<br>iki<br>üç</p>", "<p>bir<br>iki|<br>üç</p>"],
  ["a line break goes", "<p>bir<br>iki| üç</p>", "<p>bir iki üç</p>", "<p>bir iki| üç</p>"],
  ["signs of two units stay whole", "<p>😀| a</p>", "<p>😁 a</p>", "<p>😁| a</p>"],
]) {
  test(`${what}: ${old} becomes ${result}`, (t) => {
    assert.equal(become(open(t, old), wanted), result)
  })
}

test("a text that says the same changes nothing, whatever white space the page has", (t) => {
  const { editor } = open(t, "<p></p><p>bir  iki </p><p> </p><ul><li><p>a</p></li><li><p></p></li></ul>")
  assert.deepEqual(changesBetween(editor.state.doc, createDocument("<p>bir iki</p><ul><li><p>a</p></li></ul>", editor.schema)), [])
})

/**
 * What was sent, what was typed since, what the server made of what was sent; together, or null.
 * @param {import("node:test").TestContext} t
 * @param {string} sent
 * @param {(editor: Writing.Editor) => import("prosemirror-state").Transaction} type
 * @param {string} merged
 */
function together(t, sent, type, merged) {
  const editor = openEditor(t, sent)
  const { doc } = editor.state
  /** @type {import("prosemirror-transform").StepMap[]} */
  const maps = []
  const typed = type(editor)
  maps.push(...typed.mapping.maps)
  editor.view.dispatch(typed)
  const changes = rebaseChanges(surelyBetween(doc, createDocument(merged, editor.schema)), maps)
  return changes && htmlOf(makeChanges(editor.state.tr, changes).doc, editor)
}

test("what was typed since stays beside what comes, in another paragraph and in the same", (t) => {
  const end = (/** @type {Writing.Editor} */ { state }) => state.tr.insertText(" üç", state.doc.content.size - 1)
  assert.equal(together(t, "<p>bir</p><p>iki</p>", end, "<p>bir yeni</p><p>iki</p>"), "<p>bir yeni</p><p>iki üç</p>")
  assert.equal(together(t, "<p>bir iki</p>", end, "<p>yeni bir iki</p>"), "<p>yeni bir iki üç</p>")
  assert.equal(together(t, "<p>bir</p><p>iki</p>", end, "<p>iki</p>"), "<p>iki üç</p>")
})

test("where both are at the same place, nothing is put there", (t) => {
  const end = (/** @type {Writing.Editor} */ { state }) => state.tr.insertText(" üç", state.doc.content.size - 1)
  assert.equal(together(t, "<p>bir iki</p>", end, "<p>bir iki yeni</p>"), null)
  assert.equal(together(t, "<p>bir</p><p>iki</p>", end, "<p>bir</p>"), null)
  assert.equal(together(t, "<p>bir iki</p>", end, "<p>bir iki<strong></strong></p>"), "<p>bir iki üç</p>") // nothing came
})

test("a new paragraph that was begun since stays before one that comes", (t) => {
  const enter = (/** @type {Writing.Editor} */ { state }) => state.tr.split(4).insertText("öz", 6)
  assert.equal(together(t, "<p>bir</p>", enter, "<p>bir</p><p>yeni</p>"), "<p>bir</p><p>öz</p><p>yeni</p>")
})

// --- Any texts ----------------------------------------------------------------------------------------------------------

/** @param {number} seed */
function random(seed) {
  let state = seed
  /** @param {number} below */
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return Math.floor((state / 2 ** 32) * below)
  }
}

/**
 * @param {(below: number) => number} pick
 * @param {number} depth
 * @returns {string[]}
 */
function blocks(pick, depth = 0) {
  const word = () => ["bir", "iki", "üç", "dörd", "beş", "<strong>qalın</strong>", "<em>əyri söz</em>"][pick(7)]
  const text = () => Array.from({ length: 1 + pick(7) }, word).join(" ")
  return Array.from({ length: 1 + pick(depth ? 2 : 6) }, () => {
    const kind = pick(depth ? 4 : 6)
    if (kind === 4) return TABLE(...Array.from({ length: 1 + pick(3) }, () => [pick(3) ? text() : "", text()]))
    if (kind < 3 || depth > 1) return `<p>${text()}</p>`
    const items = Array.from({ length: 1 + pick(3) }, () => `<li><p>${text()}</p>${pick(3) ? "" : blocks(pick, depth + 1).join("")}</li>`)
    return kind === 3 ? `<ul>${items.join("")}</ul>` : `<ol>${items.join("")}</ol>`
  })
}

/**
 * The same with something changed here and there.
 * @param {string[]} text
 * @param {(below: number) => number} pick
 */
function changed(text, pick) {
  return text.flatMap((block) => {
    const what = pick(8)
    if (what === 0) return []
    if (what === 1) return [block, ...blocks(pick, 1)]
    if (what === 2) return [block.replace(/(\p{L}+) (\p{L}+)/u, "$1 yeni $2")]
    if (what === 3) return [block.replace(/ \p{L}+(?=[ <])/u, "")]
    if (what === 4) return [block.replace(/(\p{L}+) (\p{L}+)<\/p>/u, "$1</p><p>$2</p>")]
    return [block]
  })
}

/** The same with white space that the server leaves out. */
const spaced = (/** @type {string[]} */ text, /** @type {(below: number) => number} */ pick) =>
  text.flatMap((block) => {
    const what = pick(6)
    if (what === 0) return [block, "<p></p>"]
    if (what === 1) return [block.replace("</li></ul>", "</li><li><p></p></li></ul>")]
    return what === 2 ? ["<p></p>", block] : [block]
  })

test("any text becomes any other; what the server leaves out stays", (t) => {
  const { schema } = openEditor(t, "")
  for (let seed = 0; seed < 300; seed += 1) {
    const pick = random(seed)
    const text = blocks(pick)
    const doc = createDocument(spaced(text, pick).join(""), schema)
    const wanted = createDocument((pick(5) ? changed(text, pick) : blocks(pick)).join("") || "<p></p>", schema)
    // The finest ones: none of them fails, and nothing has to be replaced as a whole.
    const result = makeChanges(new pm.transform.Transform(doc), changesBetween(doc, wanted)).doc
    assert.equal(keyOf(result), keyOf(wanted), `seed ${seed}`)
    const blank = (/** @type {import("prosemirror-model").Node} */ node) => node.children.filter(({ content }) => content.size === 0).length
    assert.ok(blank(result) >= blank(doc) - Number(doc.childCount === blank(doc)), `seed ${seed}`)
  }
})

// --- Many changes of one paragraph -----------------------------------------------------------------------------------------

/**
 * How often the pieces of a text are gone over while something is done.
 * @param {import("node:test").TestContext} t
 * @param {() => void} act
 */
function piecesVisited(t, act) {
  const { prototype } = pm.model.Node
  const text = Object.getPrototypeOf(/** @type {Writing.Editor} */ (openEditor(t, "a")).schema.text("a"))
  const { get } = Object.getOwnPropertyDescriptor(text, "nodeSize")
  let visited = 0
  assert.ok(text !== prototype)
  Object.defineProperty(text, "nodeSize", { configurable: true, get() {
    visited += 1
    return get.call(this)
  } })
  try {
    act()
  } finally {
    Object.defineProperty(text, "nodeSize", { configurable: true, get })
  }
  return visited
}

const runs = (/** @type {number} */ count, /** @type {string} */ even, /** @type {string} */ odd, text = "a") =>
  `<p>${Array.from({ length: count }, (_none, step) => (step % 2 ? `<${odd}>${text}</${odd}>` : `<${even}>${text}</${even}>`)).join("")}</p>`

for (const [what, old, wanted] of /** @type {[string, (count: number) => string, (count: number) => string][]} */ ([
  ["other looks in one word", (count) => runs(count, "strong", "em"), (count) => runs(count, "em", "strong")],
  ["other looks, a word each", (count) => runs(count, "strong", "em", "a "), (count) => runs(count, "em", "strong", "a ")],
])) {
  test(`a paragraph of many looks takes time in proportion to them: ${what}`, (t) => {
    const { schema } = openEditor(t, "")
    const cost = (/** @type {number} */ count) => {
      const [mine, theirs] = [old(count), wanted(count)].map((html) => createDocument(html, schema))
      return piecesVisited(t, () => {
        const changes = changesBetween(mine, theirs)
        assert.equal(keyOf(makeChanges(new pm.transform.Transform(mine), changes).doc), keyOf(theirs))
      })
    }
    const [less, more] = [cost(400), cost(1600)]
    assert.ok(more < 6 * less, `${less} and ${more}`)
  })
}

test("other looks of a whole paragraph leave the caret at its letter, however many they are", (t) => {
  const [old, wanted] = [runs(1000, "strong", "em"), runs(1000, "em", "strong")]
  const { editor } = open(t, old)
  const { doc } = editor.state
  const changes = changesBetween(doc, createDocument(wanted, editor.schema))
  assert.ok(changes.length <= 200)
  const change = makeChanges(editor.state.tr, changes)
  assert.deepEqual([1, 7, 500, 503, 1001].map((place) => change.mapping.map(place, -1)), [1, 7, 500, 503, 1001])
  assert.equal(keyOf(change.doc), keyOf(createDocument(wanted, editor.schema)))
})
