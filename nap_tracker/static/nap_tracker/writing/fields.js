// What a page sends of an entry, and under which name.
import { toHex } from "nap-tracker/base/bytes"

const PARTS = "nothing_to_report nothing_reason internal_note figures"

/**
 * Whether a node is the form's: inside it, or a field that stands elsewhere on the page and names it.
 * @param {HTMLFormElement} form
 * @param {EventTarget | null} node
 */
export function isOf(form, node) {
  return node instanceof Node && (form.contains(node) || /** @type {HTMLInputElement} */ (node).form === form)
}

/** A name of its own for this page load. `crypto.randomUUID` is missing where the page came without https. */
export function newPageName() {
  return toHex(crypto.getRandomValues(new Uint8Array(16)))
}

/**
 * An entry's content as the fields of a request; see plans/forms.
 * @param {Writing.Content} content
 */
export function fieldsOf(content) {
  const { narrative, status, nothing_reason, internal_note, figures } = content
  /** @type {Record<string, string>} */
  const fields = { narrative, status, nothing_reason, internal_note, parts: PARTS }
  if (content.nothing_to_report) fields.nothing_to_report = "on"
  for (const [key, value] of Object.entries(figures)) fields[`figure-${key}`] = value
  return fields
}

/**
 * A save as the fields of a request.
 * @param {Writing.Content} content
 * @param {string} writer
 * @param {Writing.Base} base
 */
export function saveFieldsOf(content, writer, base) {
  return {
    ...fieldsOf(content),
    writer,
    page: base.page,
    page_save: base.pageSave,
    version: base.version ?? "",
    ancestor_side: base.ancestorSide ?? "",
    settles_side: base.settlesSide ?? "",
  }
}
