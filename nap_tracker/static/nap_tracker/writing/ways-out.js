// The keys by which one leaves a table, a list and the editor. Tab belongs to cells and items while one is inside them, so
// another key has to lead out (WCAG 2.1.2), and the page says which.
import { pm } from "django-prose-editor/editor"
import { lead } from "nap-tracker/base/attention"
import { gettext } from "nap-tracker/base/words"

/**
 * The innermost node of the type around the caret, and where it begins and ends.
 * @param {Writing.Editor} editor
 * @param {string} type
 */
function around(editor, type) {
  const { $head } = editor.state.selection
  for (let { depth } = $head; depth > 0; depth -= 1) {
    if ($head.node(depth).type.name === type) return { depth, end: $head.after(depth) }
  }
  return null
}

/** @param {Writing.Editor} editor */
function isInLastCell(editor) {
  const { $head } = editor.state.selection
  const table = around(editor, "table")
  return table && $head.indexAfter(table.depth) === $head.node(table.depth).childCount
    && $head.indexAfter(table.depth + 1) === $head.node(table.depth + 1).childCount
}

/**
 * The caret goes into the text after the table; where there is none, an empty paragraph is made for it.
 * @param {Writing.Editor} editor
 */
function leaveTable(editor) {
  const { end } = around(editor, "table")
  const next = editor.state.doc.nodeAt(end)
  const change = editor.state.tr
  if (!next?.isTextblock) change.insert(end, editor.schema.nodes.paragraph.create())
  change.setSelection(pm.state.TextSelection.create(change.doc, end + 1))
  editor.view.dispatch(change.scrollIntoView())
}

/** @param {Writing.Editor} editor */
function depthOfLists(editor) {
  const { $head } = editor.state.selection
  let count = 0
  for (let { depth } = $head; depth > 0; depth -= 1) if ($head.node(depth).type.name === "listItem") count += 1
  return count
}

/**
 * What the editor's view needs for it, to be given to `view.setProps`.
 * @param {Writing.Editor} editor
 * @param {HTMLElement} hint
 * @returns {Partial<import("prosemirror-view").DirectEditorProps>}
 */
function keyProps(editor, hint) {
  return {
    handleKeyDown(_view, event) {
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return false
      if (event.key === "Escape" && !event.shiftKey) {
        lead(hint)
        return true
      }
      if (event.key !== "Tab") return false
      const lists = depthOfLists(editor)
      if (event.shiftKey) return lists === 1 && !around(editor, "table") // the outermost item stays an item
      if (lists || !isInLastCell(editor)) return false
      leaveTable(editor)
      return true
    },
  }
}

/**
 * Puts the hint under the editor and listens for the keys.
 * @param {Writing.Editor} editor
 */
export function showWaysOut(editor) {
  const hint = document.createElement("p")
  hint.className = "help way-out"
  hint.id = "way-out"
  hint.tabIndex = -1
  hint.textContent = gettext("Esc leaves the text; Tab then goes on from here.")
  editor.view.dom.closest(".editor").after(hint)
  editor.view.dom.setAttribute("aria-describedby", hint.id)
  return keyProps(editor, hint)
}
