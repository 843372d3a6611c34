// What the page holds of an entry: read from the form, put into it. `content` has the fields of the server's CONTENT_FIELDS.
import { createDocument } from "django-prose-editor/editor"

/**
 * A top-level block of a text and where it stands.
 * @typedef {{node: import("prosemirror-model").Node, from: number, to: number}} Block
 */

const FIGURE = "figure-"
const MOST_PAIRS = 1_000_000 // of blocks to compare: more takes longer than anybody waits for
/** @type {Writing.Editor | null} */
let editor = null
let putting = 0

/**
 * The editor, once it has come; until then the bare field is read and written.
 * @param {Writing.Editor} found
 */
export function useEditor(found) {
  editor = found
}

/** Whether what changes at this moment is put there by script, not typed. */
export const isPutting = () => putting > 0

/** @param {EntryForm} form */
function figureInputs(form) {
  const fields = /** @type {HTMLInputElement[]} */ ([...form.elements])
  return fields.filter(({ name }) => name?.startsWith(FIGURE))
}

/**
 * What stands in the form now.
 * @param {EntryForm} form
 * @returns {Writing.Content}
 */
export function contentOf(form) {
  const { narrative, status, nothing_to_report, nothing_reason, internal_note } = form.elements
  /** @type {Record<string, string>} */
  const figures = {}
  for (const input of figureInputs(form)) figures[input.name.slice(FIGURE.length)] = input.value
  return {
    narrative: narrative.value,
    status: status?.value ?? "",
    nothing_to_report: nothing_to_report?.checked ?? false,
    nothing_reason: nothing_reason?.value ?? "",
    internal_note: internal_note?.value ?? "",
    figures,
  }
}

/**
 * Puts a content into the form. The caret stays where it is, unless just that paragraph is replaced.
 * @param {EntryForm} form
 * @param {Writing.Content} content
 */
export function putContent(form, content) {
  const { status, nothing_to_report, nothing_reason, internal_note } = form.elements
  putting += 1
  try {
    putNarrative(form.elements.narrative, content.narrative)
    if (status) status.value = content.status
    if (nothing_to_report) nothing_to_report.checked = content.nothing_to_report
    if (nothing_reason) nothing_reason.value = content.nothing_reason
    if (internal_note) internal_note.value = content.internal_note
    for (const input of figureInputs(form)) input.value = content.figures[input.name.slice(FIGURE.length)] ?? ""
    form.dispatchEvent(new Event("change", { bubbles: true })) // for the parts of the page that follow the fields
  } finally {
    putting -= 1
  }
}

/**
 * @param {HTMLTextAreaElement} textarea
 * @param {string} html
 */
function putNarrative(textarea, html) {
  if (!editor) {
    textarea.value = html
    return
  }
  const wanted = createDocument(html, editor.schema)
  const change = editor.state.tr
  // From the end, so that the places before it stay true.
  for (const { from, to, nodes } of replacements(children(editor.state.doc), children(wanted)).reverse()) {
    change.replaceWith(from, to, nodes)
  }
  if (!change.docChanged) return
  editor.view.dispatch(change.setMeta("addToHistory", false))
}

/** @param {import("prosemirror-model").Node} doc */
function children(doc) {
  /** @type {Block[]} */
  const found = []
  doc.forEach((node, offset) => found.push({ node, from: offset, to: offset + node.nodeSize }))
  return found
}

/**
 * Which stretches of the top-level blocks of `old` become which blocks, so that equal blocks are left alone.
 * @param {Block[]} old
 * @param {Block[]} wanted
 */
function replacements(old, wanted) {
  const kept = commonBlocks(old, wanted)
  const found = []
  let row = 0
  let column = 0
  for (const [nextRow, nextColumn] of [...kept, [old.length, wanted.length]]) {
    if (row < nextRow || column < nextColumn) {
      const from = row < old.length ? old[row].from : old.at(-1)?.to ?? 0
      const to = row < nextRow ? old[nextRow - 1].to : from
      found.push({ from, to, nodes: wanted.slice(column, nextColumn).map(({ node }) => node) })
    }
    row = nextRow + 1
    column = nextColumn + 1
  }
  return found
}

/**
 * The longest common subsequence as pairs of places. Where very much differs, only what both begin and end with alike.
 * @param {Block[]} old
 * @param {Block[]} wanted
 */
function commonBlocks(old, wanted) {
  const shorter = Math.min(old.length, wanted.length)
  let head = 0
  while (head < shorter && old[head].node.eq(wanted[head].node)) head += 1
  let tail = 0
  while (tail < shorter - head && old.at(-1 - tail).node.eq(wanted.at(-1 - tail).node)) tail += 1
  const rows = old.length - head - tail
  const columns = wanted.length - head - tail
  /** @type {[number, number][]} */
  const pairs = Array.from({ length: head }, (_nothing, place) => [place, place])
  if (rows * columns <= MOST_PAIRS) {
    const middle = subsequence(old.slice(head, head + rows), wanted.slice(head, head + columns))
    for (const [row, column] of middle) pairs.push([head + row, head + column])
  }
  for (let place = tail; place > 0; place -= 1) pairs.push([old.length - place, wanted.length - place])
  return pairs
}

/**
 * @param {Block[]} old
 * @param {Block[]} wanted
 */
function subsequence(old, wanted) {
  const width = wanted.length + 1
  const lengths = new Uint16Array((old.length + 1) * width)
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = wanted.length - 1; column >= 0; column -= 1) {
      const at = row * width + column
      lengths[at] = old[row].node.eq(wanted[column].node)
        ? lengths[at + width + 1] + 1
        : Math.max(lengths[at + width], lengths[at + 1])
    }
  }
  /** @type {[number, number][]} */
  const pairs = []
  for (let row = 0, column = 0; row < old.length && column < wanted.length; ) {
    const at = row * width + column
    if (old[row].node.eq(wanted[column].node)) pairs.push([row++, column++])
    else if (lengths[at + width] >= lengths[at + 1]) row += 1
    else column += 1
  }
  return pairs
}

/**
 * Makes the form readable only; text stays selectable.
 * @param {EntryForm} form
 */
export function makeReadOnly(form) {
  for (const field of /** @type {Iterable<HTMLInputElement>} */ (form.elements)) {
    if (field.matches("textarea, input[type=text], input:not([type])")) field.readOnly = true
    else if (field.matches("input[type=radio], input[type=checkbox], button[type=submit]")) field.disabled = true
  }
  form.classList.add("is-read-only")
  editor?.setEditable(false)
  const surface = editor?.view.dom
  surface?.setAttribute("aria-readonly", "true")
  surface?.setAttribute("tabindex", "0")
}

/**
 * Copies the text of the page, as it is formatted; for which the browser wants a click of the person.
 * @param {EntryForm} form
 */
export function copyText(form) {
  if (!editor) {
    form.elements.narrative.select()
  } else {
    const range = document.createRange()
    range.selectNodeContents(editor.view.dom)
    editor.view.dom.focus()
    getSelection().removeAllRanges()
    getSelection().addRange(range)
  }
  return document.execCommand("copy")
}
