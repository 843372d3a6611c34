// What can be done with a table, in words, beside the one in which the caret stands: in the margin where there is one,
// otherwise in a line of its own under the toolbar. Alt+F10 leads there and Escape back; nothing else takes the focus.
import { lead } from "nap-tracker/base/attention"
import { gettext } from "nap-tracker/base/words"

const AIR = 12 // pixels between table and tools, tools and the sheet's edge

/** @type {[keyof import("django-prose-editor/editor").TableCommands, string][][]} */
const GROUPS = [
  [
    ["addRowBefore", gettext("Row above")],
    ["addRowAfter", gettext("Row below")],
    ["addColumnBefore", gettext("Column before")],
    ["addColumnAfter", gettext("Column after")],
  ],
  [
    ["toggleHeaderRow", gettext("Heading row")],
    ["mergeCells", gettext("Merge cells")],
    ["splitCell", gettext("Split the cell")],
  ],
  [
    ["deleteRow", gettext("Delete the row")],
    ["deleteColumn", gettext("Delete the column")],
    ["deleteTable", gettext("Delete the table")],
  ],
]

/**
 * The table around the caret, on the page.
 * @param {Writing.Editor} editor
 * @returns {HTMLElement | null}
 */
function tableOf({ state, view }) {
  const { $head } = state.selection
  for (let { depth } = $head; depth > 0; depth -= 1) {
    if ($head.node(depth).type.name !== "table") continue
    const found = view.nodeDOM($head.before(depth))
    return found instanceof HTMLElement ? found.closest("table") ?? found.querySelector("table") : null
  }
  return null
}

/** @param {Writing.Editor} editor */
function build(editor) {
  const tools = document.createElement("div")
  tools.className = "table-tools"
  tools.hidden = true
  tools.lang = document.documentElement.lang
  tools.setAttribute("role", "toolbar")
  tools.setAttribute("aria-label", gettext("Table tools"))
  for (const group of GROUPS) {
    const box = document.createElement("div")
    for (const [command, words] of group) {
      const button = document.createElement("button")
      button.type = "button"
      button.tabIndex = -1
      button.dataset.command = command
      button.textContent = words
      button.addEventListener("click", () => {
        editor.commands[command]()
        if (!tools.contains(document.activeElement)) lead(editor.view)
      })
      box.append(button)
    }
    tools.append(box)
  }
  tools.addEventListener("mousedown", (event) => event.preventDefault()) // the caret stays where it is
  return tools
}

/**
 * Puts the tools into the page and keeps them at the table.
 * @param {Writing.Editor} editor
 */
export function showTableTools(editor) {
  const { view } = editor
  /** @type {HTMLElement} */
  const sheet = view.dom.closest(".editor")
  const bar = sheet.querySelector(".prose-menubar")
  const tools = build(editor)
  /** @type {HTMLButtonElement[]} */
  const buttons = [...tools.querySelectorAll("button")]
  bar.after(tools)

  const open = () => buttons.filter((button) => !button.disabled)

  /** @param {HTMLElement} table */
  function place(table) {
    const [paper, box] = [sheet, table].map((part) => part.getBoundingClientRect())
    tools.classList.add("is-beside")
    const { offsetWidth, offsetHeight } = tools
    const isBeside = paper.right - box.right >= offsetWidth + 2 * AIR
    tools.classList.toggle("is-beside", isBeside)
    if (!isBeside) return
    const top = Math.max(box.top, bar.getBoundingClientRect().bottom + AIR / 2)
    tools.style.setProperty("--left", `${box.right - paper.left + AIR}px`)
    tools.style.setProperty("--top", `${Math.min(top, Math.max(box.top, box.bottom - offsetHeight)) - paper.top}px`)
  }

  /** Where the line of the caret is in the window: what comes or goes above it must not move it. */
  const caret = () => (view.hasFocus() ? view.coordsAtPos(view.state.selection.head).top : null)

  function show() {
    const isThere = editor.isEditable && (view.hasFocus() || tools.contains(document.activeElement))
    const table = isThere ? tableOf(editor) : null
    const before = caret()
    tools.hidden = !table
    if (table) {
      for (const button of buttons) button.disabled = !editor.can()[/** @type {"mergeCells"} */ (button.dataset.command)]()
      if (!open().some((button) => button.tabIndex === 0)) for (const button of buttons) button.tabIndex = button === open()[0] ? 0 : -1
      place(table)
    }
    const after = caret()
    if (before !== null && after !== null && after !== before) window.scrollBy({ top: after - before, behavior: "instant" })
  }

  tools.addEventListener("keydown", (event) => {
    const now = open().indexOf(/** @type {HTMLButtonElement} */ (document.activeElement))
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (event.key === "Escape") {
      event.preventDefault()
      lead(view)
    } else if (step) {
      event.preventDefault()
      const next = open().at((now + step) % open().length)
      for (const button of buttons) button.tabIndex = button === next ? 0 : -1
      lead(next)
    }
  })
  view.dom.addEventListener("keydown", (event) => {
    if (event.key !== "F10" || !event.altKey || tools.hidden) return
    event.preventDefault()
    lead(open().find((button) => button.tabIndex === 0))
  })
  // A task later the browser has moved the focus.
  for (const kind of ["focusin", "focusout"]) sheet.addEventListener(kind, () => setTimeout(show))
  editor.on("transaction", () => setTimeout(show)) // one that comes with leaving the text knows not yet where the focus goes
  const follow = () => {
    const table = tools.hidden ? null : tableOf(editor)
    if (table) place(table)
  }
  window.addEventListener("scroll", follow, { passive: true })
  window.addEventListener("resize", follow)
}
