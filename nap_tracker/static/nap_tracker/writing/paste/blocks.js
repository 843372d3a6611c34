// What a pasted text is made of, in the same shape as the server reads it (plans/narrative): paragraphs of runs, lists of
// items, tables of cells; and the only HTML that the editor is ever given of it.

/** @typedef {{text: string, bold: boolean, italic: boolean, href: string}} Run words of one look; `href` "" for no link */

/** @typedef {{kind: "paragraph", runs: Run[]}} Paragraph */

/** @typedef {{kind: "list", ordered: boolean, start: number, items: Block[][]}} List */

/** @typedef {{header: boolean, colspan: number, rowspan: number, blocks: Block[]}} Cell */

/** @typedef {{kind: "table", rows: Cell[][]}} Table */

/** @typedef {Paragraph | List | Table} Block */

/** @typedef {{level: number, list: string, ordered: boolean, block: List}} OpenList a list of Word's that may go on */

const FOLDED = /[ \t\r\n\f]+/g // as a browser folds it: a no-break space is a character
const BREAK = "\v" // a line break within a paragraph
const PADDING = /[^\S\v]{2,}/g // Word fills tabs and wide gaps with spaces of both kinds
const EDGES = /^[ \t\r\n\f\v\u00a0]+|[ \t\r\n\f\v\u00a0]+$/g

/** A place that takes text and blocks in reading order: the whole text, an item of a list, a cell. */
export class Flow {
  /** @type {Block[]} */
  blocks = []
  /** @type {Run[]} */
  runs = []
  /** @type {OpenList[]} */
  lists = [] // Word's list paragraphs: the lists still open, outermost first
  hasBlocks = false // whether anything but text of one line was put in

  /**
   * @param {string} text
   * @param {Omit<Run, "text">} look
   */
  text(text, { bold, italic, href }) {
    if (text) this.runs.push({ text, bold, italic, href })
  }

  /**
   * A line break; the second of two with no word between them ends the paragraph.
   * @param {Omit<Run, "text">} look
   */
  breakLine({ bold, italic, href }) {
    const before = this.runs.findLast(({ text }) => text === BREAK || text.trim())
    if (before?.text === BREAK) this.endParagraph()
    else if (before) this.runs.push({ text: BREAK, bold, italic, href })
    else this.hasBlocks = true
  }

  /** Ends the paragraph that is being written. Paragraphs of white space are left out. */
  endParagraph() {
    this.hasBlocks = true
    const runs = folded(this.runs)
    this.runs = []
    if (runs.length) this.put({ kind: "paragraph", runs })
  }

  /** @param {Block} block */
  put(block) {
    this.lists = []
    this.blocks.push(block)
  }

  /** @param {Block} block */
  add(block) {
    this.endParagraph()
    this.put(block)
  }

  finish() {
    this.endParagraph()
    return this.blocks
  }
}

/** @param {Run[]} runs */
function folded(runs, trim = true) {
  /** @type {Run[]} */
  const merged = []
  for (const run of runs) {
    const last = merged.at(-1)
    if (last && last.bold === run.bold && last.italic === run.italic && last.href === run.href) last.text += run.text
    else merged.push({ ...run })
  }
  let spaceBefore = false
  for (const run of merged) {
    run.text = run.text.replace(FOLDED, " ").replace(PADDING, " ").replace(/ ?\v ?/g, BREAK)
    if (spaceBefore) run.text = run.text.replace(/^ /, "")
    if (run.text) spaceBefore = /[ \v]$/.test(run.text)
  }
  while (trim && merged.length) {
    const first = merged[0]
    const last = merged.at(-1)
    first.text = first.text.replace(/^[\s\u00a0]+/, "")
    last.text = last.text.replace(EDGES, (space, place) => (place ? "" : space))
    if (!first.text) merged.shift()
    else if (!last.text || !last.text.replace(EDGES, "")) merged.pop()
    else break
  }
  return merged.filter(({ text }) => text)
}

/** @param {string} text */
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;")

/** @param {Run} run */
function runHTML({ text, bold, italic, href }) {
  let html = escaped(text).replaceAll(BREAK, "<br>")
  if (italic) html = `<em>${html}</em>`
  if (bold) html = `<strong>${html}</strong>`
  if (href) html = `<a href="${escaped(href)}">${html}</a>`
  return html
}

/**
 * @param {Block} block
 * @returns {string}
 */
function blockHTML(block) {
  if (block.kind === "paragraph") return `<p>${block.runs.map(runHTML).join("")}</p>`
  if (block.kind === "list") {
    const tag = block.ordered ? "ol" : "ul"
    const start = block.ordered && block.start !== 1 ? ` start="${block.start}"` : ""
    return `<${tag}${start}>${block.items.map((item) => `<li>${toHTML(item)}</li>`).join("")}</${tag}>`
  }
  const rows = block.rows.map((cells) => `<tr>${cells.map(cellHTML).join("")}</tr>`)
  return `<table><tbody>${rows.join("")}</tbody></table>`
}

/** @param {Cell} cell */
function cellHTML({ header, colspan, rowspan, blocks }) {
  const tag = header ? "th" : "td"
  const spans = (colspan > 1 ? ` colspan="${colspan}"` : "") + (rowspan > 1 ? ` rowspan="${rowspan}"` : "")
  return `<${tag}${spans}>${toHTML(blocks) || "<p></p>"}</${tag}>`
}

/** @param {Block[]} blocks */
export const toHTML = (blocks) => blocks.map(blockHTML).join("")

/**
 * Words out of the middle of a line, with the space at their ends: the editor's own sign says that they open no paragraph.
 * @param {Run[]} runs
 */
export function lineHTML(runs) {
  const html = folded(runs, false)
    .map((run) => runHTML({ ...run, text: run.text.replace(/^\u00a0|\u00a0$/g, " ") }))
    .join("")
  return html.trim() ? `<p data-pm-slice="1 1 []">${html}</p>` : ""
}
