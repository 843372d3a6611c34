import { find } from "../../setup/page.js"
import { openEditor } from "../../setup/editor.js"
import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { test } from "node:test"
import { pasteProps, plainMarkup } from "nap-tracker/writing/paste"

const CLIPBOARD = "tests/data/clipboard"
/**
 * What comes of what is pasted: the same table that the tests in a browser hold.
 * @type {{files: Record<string, string[]>, web_pages: Table, plain_texts: Table}}
 */
const EXPECTED = JSON.parse(readFileSync(`${CLIPBOARD}/expected.json`, "utf8"))
const IMAGE_LEFT_OUT = "An image is not put into the text: add it as evidence."
const FILE_LEFT_OUT = "A file is not put into the text: add it as evidence."
const REVIEW_LEFT_OUT = "Comments and words marked as deleted in Word were left out."

const HEADINGS = "Headings have become bold paragraphs."
const STRUCK = "The words are there, but not struck through."
const UNLINKED = "A link that leads nowhere has become plain words."
/** @type {Record<string, string>} what is said of the file of a clipboard */
const SAID = {
  word_tracked: REVIEW_LEFT_OUT,
  word_image: IMAGE_LEFT_OUT,
  word_text: HEADINGS + UNLINKED,
  word_lists: HEADINGS,
  libreoffice: HEADINGS,
}

/** @typedef {Record<string, {pasted: string, text: string[]}>} Table */

/** @param {string} name */
const file = (name) => readFileSync(`${CLIPBOARD}/${name}.html`, "utf8")

/**
 * As the server keeps it: a cell without words without a paragraph, a list without the editor's own attribute.
 * @param {string} html
 */
const kept = (html) => html.replaceAll(/<(t[dh])><p><\/p>/g, "<$1>").replaceAll(' data-type="decimal"', "").replaceAll("&nbsp;", "\u00a0")

/**
 * Pastes into an editor as its view does when a browser hands over the clipboard; what the page has then.
 * @param {import("node:test").TestContext} t
 * @param {{html?: string, text?: string, files?: string[], narrative?: string}} clipboard files by their type
 */
function paste(t, { html = "", text = "", files = [], narrative = "" }) {
  const editor = openEditor(t, narrative)
  const data = { getData: (/** @type {string} */ kind) => (kind === "text/html" ? html : text), files: files.map((type) => ({ type })) }
  const event = /** @type {ClipboardEvent} */ (/** @type {unknown} */ ({ clipboardData: data, preventDefault() {} }))
  editor.view.setProps(pasteProps(editor))
  if (html) editor.view.pasteHTML(html, event)
  else if (text) editor.view.pasteText(text, event)
  else editor.view.someProp("handlePaste", (handle) => handle(editor.view, event, editor.state.doc.slice(0, 0)))
  return { text: kept(editor.getHTML()), said: document.querySelector("[data-paste-note]:not([hidden])")?.textContent ?? "" }
}

test("every file of a clipboard has its expected text", () => {
  const names = readdirSync(CLIPBOARD).filter((name) => name.endsWith(".html"))
  assert.deepEqual(names, Object.keys(EXPECTED.files).map((name) => `${name}.html`).toSorted())
})

for (const [name, text] of Object.entries(EXPECTED.files)) {
  test(`what ${name} puts on the clipboard becomes blocks, whole and clean`, (t) => {
    assert.equal(kept(plainMarkup(file(name))), text.join(""))
    const said = SAID[name] ?? ""
    assert.deepEqual(paste(t, { html: file(name), text: "başqa mətn" }), { text: text.join(""), said })
  })
}

for (const [name, { pasted, text }] of Object.entries(EXPECTED.web_pages)) {
  test(`markup of a web page keeps its words: ${name}`, () => {
    assert.equal(plainMarkup(pasted), text.join(""))
  })
}

for (const [name, { pasted, text }] of Object.entries(EXPECTED.plain_texts)) {
  test(`each line of plain text becomes a paragraph: ${name}`, (t) => {
    assert.deepEqual(paste(t, { text: pasted }), { text: text.join("") || "<p></p>", said: "" })
  })
}

/** @type {[string, string, string][]} */
const MARKUP = [
  ["a line's words keep their spaces", "<i>bir</i> iki ", '<p data-pm-slice="1 1 []"><em>bir</em> iki </p>'],
  ["headings are bold paragraphs", "<h1>bir <b>iki</b></h1><h2 style='font-weight:bold'>üç</h2>", "<p><strong>bir iki</strong></p><p><strong>üç</strong></p>"],
  ["weights are read by their numbers", "<p><span style='font-weight:600'>bir</span><b style='font-weight:400'>iki</b></p>", "<p><strong>bir</strong>iki</p>"],
  ["slants are read, and taken back", "<p><i>bir<span style='font-style: normal'>iki</span></i><span style='FONT-STYLE: Oblique'>üç</span></p>", "<p><em>bir</em>iki<em>üç</em></p>"],
  ["what is hidden is not seen", "<p>bir<span style='display: none'>iki</span><span style='mso-hide:all'>üç</span></p><ul><li style='display:none'>x</li><li>y</li></ul>", "<p>bir</p><ul><li><p>y</p></li></ul>"],
  ["nor is a hidden cell", "<table><tr><td style='display:none'>x</td><td>y</td></tr></table>", "<table><tbody><tr><td><p>y</p></td></tr></tbody></table>"],
  ["lines of preformatted text are lines", "<pre>bir\niki</pre><p style='white-space: pre-wrap'>üç\r\ndörd</p><p>beş\naltı</p>", "<p>bir</p><p>iki</p><p>üç</p><p>dörd</p><p>beş altı</p>"],
  ["links lead to web pages and mail addresses only", "<p><a href=' HTTPS://numune.example '>a</a><a href='file:///x'>b</a><a href='mailto:a@numune.example'>c</a></p>", '<p><a href="HTTPS://numune.example">a</a>b<a href="mailto:a@numune.example">c</a></p>'],
  ["a list right in a list belongs to the item before", "<ol start=4><li>a</li><ul><li>b</li></ul></ol>", '<ol start="4"><li><p>a</p><ul><li><p>b</p></li></ul></li></ol>'],
  ["empty items and lists are left out", "<ul><li> </li></ul><p>söz</p><ol><li></li><li>a</li></ol>", "<p>söz</p><ol><li><p>a</p></li></ol>"],
  ["cells keep their spans, heads and the caption", "<table><caption>ad</caption><thead><tr><td colspan=2>a</td></tr></thead><tr><th rowspan=2>b</th><td>c</td></tr></table>", '<p>ad</p><table><tbody><tr><th colspan="2"><p>a</p></th></tr><tr><th rowspan="2"><p>b</p></th><td><p>c</p></td></tr></tbody></table>'],
  ["tables without words are left out", "<table><tr><td> </td></tr></table><p>söz</p>", "<p>söz</p>"],
  ["raised signs stay apart from the number before", "<p>10<sup>-3</sup> m<sup>2</sup><sup><a href='https://numune.example/'>1</a></sup> H<sub>2</sub>O x<sub>i</sub></p>", '<p>10⁻³ m²<a href="https://numune.example/">¹</a> H₂O xi</p>'],
  ["a deletion is one only where Word wrote it", "<p>bir <del>iki</del></p>", "<p>bir iki</p>"],
  ["Word's deletions go", "<p class=MsoNormal>bir <del>iki</del> <span class=msoDel>üç</span>dörd</p>", "<p>bir dörd</p>"],
  ["no sign of Word's list is lost where it is no sign", "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>Maddə 2. </span>söz</p>", "<p>Maddə 2. söz</p>"],
  ["nothing is nothing", "<p> </p><br>", ""],
]

for (const [name, html, text] of MARKUP) {
  test(name, () => {
    assert.equal(plainMarkup(html), text)
  })
}

test("the editor's own copies are put in as they were taken out, with foreign tags they are read", () => {
  const own = '<meta charset="utf-8"><p data-pm-slice="1 1 []">bir</p>'
  assert.equal(plainMarkup(own), '<meta><p data-pm-slice="1 1 []">bir</p>')
  assert.equal(plainMarkup('<h1 data-pm-slice="1 1 []">bir</h1>'), "<p><strong>bir</strong></p>")
})

test("an image is said to be left out; a picture beside words and a pixel that counts are not", (t) => {
  assert.deepEqual(paste(t, { html: "<p>söz<img src=x></p>" }), { text: "<p>söz</p>", said: IMAGE_LEFT_OUT })
  assert.deepEqual(paste(t, { files: ["image/png"] }), { text: "<p></p>", said: IMAGE_LEFT_OUT })
  assert.deepEqual(paste(t, { html: "<p>söz<img width=1 src=x></p>", text: "söz", files: ["image/png"] }), { text: "<p>söz</p>", said: "" })
})

test("a file is said to be left out; one beside words is not", (t) => {
  assert.deepEqual(paste(t, { files: ["application/pdf"] }), { text: "<p></p>", said: FILE_LEFT_OUT })
  assert.deepEqual(paste(t, { text: "söz", files: ["application/pdf"] }), { text: "<p>söz</p>", said: "" })
})

test("markup without words gives way to the plain text", (t) => {
  assert.equal(paste(t, { html: '<input value="söz">', text: "söz" }).text, "<p>söz</p>")
  assert.equal(paste(t, { html: "<p>bir</p>", text: "söz" }).text, "<p>bir</p>")
})

test("the notice goes with the next paste that leaves nothing out", (t) => {
  const editor = openEditor(t, "")
  const { handleDrop } = pasteProps(editor)
  const drop = (/** @type {string[]} */ types) => {
    const data = { getData: () => "", files: types.map((type) => ({ type })) }
    const event = /** @type {DragEvent} */ (/** @type {unknown} */ ({ dataTransfer: data }))
    return handleDrop.call(undefined, editor.view, event, editor.state.doc.slice(0, 0), false)
  }
  assert.equal(drop(["image/png"]), true) // the page stays
  assert.equal(find("[data-paste-note]").textContent, IMAGE_LEFT_OUT)
  drop([])
  assert.equal(find("[data-paste-note]").hidden, true)
})

test("what is moved inside the editor is the editor's own", (t) => {
  const editor = openEditor(t, "<p>söz</p>")
  const { handleDrop } = pasteProps(editor)
  const event = /** @type {DragEvent} */ (new Event("drop"))
  assert.equal(handleDrop.call(undefined, editor.view, event, editor.state.doc.slice(0, 0), true), false)
})

test("what the narrative does not keep of a look is said, and all words are there", (t) => {
  const said = (/** @type {string} */ html) => paste(t, { html, text: "bir" })
  assert.deepEqual(said("<h2>bir</h2>"), { text: "<p><strong>bir</strong></p>", said: HEADINGS })
  for (const struck of ["<s>bir</s>", "<strike>bir</strike>", "<del>bir</del>", "<span style='text-decoration: line-through'>bir</span>"]) {
    assert.deepEqual(said(`<p>${struck}</p>`), { text: "<p>bir</p>", said: STRUCK })
  }
  assert.deepEqual(said("<p><a href='../x'>bir</a></p>"), { text: "<p>bir</p>", said: UNLINKED })
  for (const silent of ["<h2> </h2><p>bir</p>", "<p><s></s>bir</p>", "<p><a href='#_ftn1'>bir</a></p>", "<p style='text-decoration: none'>bir</p>"]) {
    assert.deepEqual(said(silent), { text: "<p>bir</p>", said: "" })
  }
  const address = "www.numune.example"
  assert.equal(said(`<p><a href="${address}">bir</a></p>`).said, "")
  assert.match(said(`<p><a href="${address}">bir</a></p>`).text, /href="https:\/\/www\.numune\.example"/)
})
