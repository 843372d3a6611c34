// What the page holds of an entry: read from the form, put into it. `content` has the fields of the server's CONTENT_FIELDS.
import { createDocument, pm } from "django-prose-editor/editor"
import { isInField, lead } from "nap-tracker/base/attention"
import { isMisfit, makeChanges, rebaseChanges, surelyBetween } from "nap-tracker/writing/changes"
import { isOf } from "nap-tracker/writing/fields"
import { rebaseText } from "nap-tracker/writing/stretches"

const FIGURE = "figure-"
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
 * What stands in the form at this moment, to be sent; and what is typed from now on, until the next one is taken.
 * @param {EntryForm} form
 * @returns {Writing.Snapshot}
 */
export function snapshotOf(form) {
  const content = contentOf(form)
  const doc = editor?.state.doc ?? null
  const typed = editor ? listen(editor) : null
  return {
    content,
    take: (merged) => take(form, merged, content, typed?.maps ?? [], doc),
    forget: () => typed?.end(),
  }
}

/**
 * Keeps how the places of the text move.
 * @param {Writing.Editor} heard
 */
function listen(heard) {
  /** @type {import("prosemirror-transform").StepMap[]} */
  const maps = []
  /** @param {{transaction: import("prosemirror-state").Transaction}} event */
  const hear = ({ transaction }) => { if (transaction.docChanged) maps.push(...transaction.mapping.maps) }
  heard.on("transaction", hear)
  return { maps, end: () => heard.off("transaction", hear) }
}

/**
 * Puts a content into the form. What stays the same is left alone: the caret, and white space that only the page has. False
 * where that cannot be done, since a sign is being composed: nothing is changed then, and the content is still the caller's.
 * @param {EntryForm} form
 * @param {Writing.Content} content
 */
export function putContent(form, content) {
  const now = contentOf(form)
  return take(form, content, now, [], editor?.state.doc ?? null)
}

/**
 * Puts what the server made of a content that was sent into the form, beside what was typed since; false where that cannot
 * be done without touching what is being typed: nothing is changed then.
 * @param {EntryForm} form
 * @param {Writing.Content} merged
 * @param {Writing.Content} sent
 * @param {readonly import("prosemirror-transform").StepMap[]} maps what has happened in the editor since
 * @param {import("prosemirror-model").Node | null} doc what stood in it then
 */
function take(form, merged, sent, maps, doc) {
  const { narrative, status, nothing_to_report, nothing_reason, internal_note } = form.elements
  if (editor?.view.composing) return false
  const change = doc ? narrativeChange(doc, merged.narrative, maps) : null
  if (doc && !change) return false
  /** @type {[HTMLInputElement | HTMLTextAreaElement, string, string][]} */
  const fields = figureInputs(form).map((input) => {
    const key = input.name.slice(FIGURE.length)
    return [input, sent.figures[key] ?? "", merged.figures[key] ?? ""]
  })
  if (!doc) fields.push([narrative, sent.narrative, merged.narrative])
  if (nothing_reason) fields.push([nothing_reason, sent.nothing_reason, merged.nothing_reason])
  if (internal_note) fields.push([internal_note, sent.internal_note, merged.internal_note])
  const changes = fields.map(([field, was, wanted]) => rebaseText(was, field.value, wanted))
  if (changes.includes(null)) return false
  putting += 1
  try {
    if (change?.docChanged) editor.view.dispatch(change)
    if (status && status.value === sent.status) status.value = merged.status
    if (nothing_to_report && nothing_to_report.checked === sent.nothing_to_report) nothing_to_report.checked = merged.nothing_to_report
    fields.forEach(([field], place) => {
      for (const { from, to, text } of changes[place]) field.setRangeText(text, from, to, "preserve")
    })
    form.dispatchEvent(new Event("change", { bubbles: true })) // for the parts of the page that follow the fields
  } finally {
    putting -= 1
  }
  return true
}

/**
 * The step of the editor from what stands in it to the same with a merged text; null where both are at the same place.
 * @param {import("prosemirror-model").Node} doc what was sent
 * @param {string} html what the server made of it
 * @param {readonly import("prosemirror-transform").StepMap[]} maps
 */
function narrativeChange(doc, html, maps) {
  const changes = rebaseChanges(surelyBetween(doc, createDocument(html, editor.schema)), maps)
  if (!changes) return null
  const { selection, storedMarks } = editor.state
  const change = editor.state.tr
  try {
    makeChanges(change, changes)
  } catch (error) {
    if (isMisfit(error)) return null // the blocks around were taken apart meanwhile
    throw error
  }
  if (selection instanceof pm.state.TextSelection) {
    // What comes to stand where the caret is comes after it: the caret stays with what was typed last.
    const [anchor, head] = [selection.anchor, selection.head].map((place) => change.doc.resolve(change.mapping.map(place, -1)))
    change.setSelection(pm.state.TextSelection.between(anchor, head))
  }
  return change.setStoredMarks(storedMarks).setMeta("addToHistory", false).setMeta("preventAutolink", true)
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
  editor?.setEditable(false, false) // nothing was typed
  const surface = editor?.view.dom
  surface?.setAttribute("aria-readonly", "true")
  surface?.setAttribute("tabindex", "0")
}

/** @type {(() => void) | null} */
let closing = null // what is to be done once the form is left, and is read only

/**
 * Makes the form readable only once nobody types in it.
 * @param {EntryForm} form
 * @param {() => void} [then]
 */
export function closeWhenLeft(form, then = () => {}) {
  if (form.classList.contains("is-read-only")) return
  const isWaiting = closing !== null
  closing = then
  if (!isWaiting) closeIfLeft(form)
}

/** The entry may be written in after all. */
export function stayOpen() {
  closing = null
}

/** @param {EntryForm} form */
function closeIfLeft(form) {
  if (!closing) return
  if (isOf(form, document.activeElement) && isInField()) {
    // A task later the browser has moved the focus: until then it is nowhere.
    document.addEventListener("focusout", () => setTimeout(() => closeIfLeft(form)), { once: true })
    return
  }
  const then = closing
  closing = null
  makeReadOnly(form)
  then()
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
    lead(editor.view.dom)
    getSelection().removeAllRanges()
    getSelection().addRange(range)
  }
  return document.execCommand("copy")
}
