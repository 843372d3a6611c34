// Find and replace in the text that is being written: by the toolbar's button or Ctrl+H; the browser's own search stays its own.
// Letters are compared as Azerbaijani has them: "İ" and "i" are one, "I" and "ı" another.
import { pm } from "django-prose-editor/editor"
import { announce } from "nap-tracker/base/announce"
import { lead } from "nap-tracker/base/attention"
import { isWithControl } from "nap-tracker/base/keys"
import { gettext, interpolate } from "nap-tracker/base/words"

/** @typedef {{from: number, to: number}} Match */

/**
 * The text with small letters, sign by sign, so that places stay what they are.
 * @param {string} text
 */
export const fold = (text) => text.replace(/[\s\S]/g, (sign) => {
  const small = sign.toLocaleLowerCase("az")
  return small.length === 1 ? small : sign
})

/**
 * Where the words stand in the text, one after the other; never across two paragraphs.
 * @param {import("prosemirror-model").Node} doc
 * @param {string} words
 * @returns {Match[]}
 */
export function matchesIn(doc, words) {
  /** @type {Match[]} */
  const found = []
  const wanted = fold(words)
  if (!wanted) return found
  doc.descendants((node, place) => {
    if (!node.isTextblock) return true
    let text = ""
    node.forEach((child) => { text += child.text ?? "\ufffc".repeat(child.nodeSize) })
    const folded = fold(text)
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
      found.push({ from: place + 1 + at, to: place + 1 + at + wanted.length })
    }
    return false
  })
  return found
}

/**
 * The step that puts other words in the place of all matches: one to undo.
 * @param {import("prosemirror-state").Transaction} change
 * @param {Match[]} matches
 * @param {string} words
 */
export function replaceIn(change, matches, words) {
  for (const { from, to } of matches.toReversed()) {
    if (words) change.insertText(words, from, to)
    else change.delete(from, to)
  }
  return change
}

/**
 * @param {Writing.Editor} editor
 */
export function offerFinding(editor) {
  const { view } = editor
  /** @type {HTMLTemplateElement} */
  const template = document.getElementById("find-bar")
  if (!template) return
  const bar = /** @type {HTMLElement} */ (template.content.firstElementChild.cloneNode(true))
  const menubar = view.dom.closest(".prose-editor").querySelector(".prose-menubar")
  menubar.after(bar)
  /** @type {(name: string) => HTMLInputElement} */
  const field = (name) => bar.querySelector(`[data-${name}]`)
  const [words, other, count] = [field("words"), field("other"), field("count")]
  let now = 0

  const opener = document.createElement("button")
  opener.type = "button"
  opener.className = "prose-menubar__button"
  opener.dataset.name = "find"
  opener.title = gettext("Find and replace")
  opener.setAttribute("aria-label", opener.title)
  const group = document.createElement("div")
  group.className = "prose-menubar__group"
  group.append(opener)
  menubar.querySelector(".word-count")?.before(group)

  const matches = () => matchesIn(editor.state.doc, words.value)

  /** @param {Match} match */
  function rangeOf({ from, to }) {
    const range = new Range()
    const [begin, end] = [view.domAtPos(from, 1), view.domAtPos(to, -1)]
    range.setStart(begin.node, begin.offset)
    range.setEnd(end.node, end.offset)
    return range
  }

  function show() {
    if (bar.hidden) return
    const found = matches()
    now = Math.min(now, Math.max(0, found.length - 1))
    count.textContent = words.value ? interpolate(gettext("%(now)s of %(all)s"), { now: String(found.length ? now + 1 : 0), all: String(found.length) }) : ""
    if (!CSS.highlights) return
    CSS.highlights.set("found", new Highlight(...found.map(rangeOf)))
    CSS.highlights.set("found-now", new Highlight(...found.slice(now, now + 1).map(rangeOf)))
  }

  /** @param {number} step */
  function go(step) {
    const found = matches()
    if (found.length) {
      now = (now + step + found.length) % found.length
      const { from, to } = found[now]
      const { tr, doc } = editor.state
      view.dispatch(tr.setSelection(pm.state.TextSelection.create(doc, from, to)).scrollIntoView())
    }
    show()
    announce(count.textContent)
  }

  /** @param {boolean} isAll */
  function replace(isAll) {
    const found = matches()
    const chosen = isAll ? found : found.slice(now, now + 1)
    if (!chosen.length || !editor.isEditable) return
    view.dispatch(replaceIn(editor.state.tr, chosen, other.value).scrollIntoView())
    show()
    announce(interpolate(gettext("Replaced: %(number)s"), { number: String(chosen.length) }))
  }

  function open() {
    const { from, to } = editor.state.selection
    const chosen = editor.state.doc.textBetween(from, to, "\n")
    if (chosen && !chosen.includes("\n")) words.value = chosen
    now = Math.max(0, matches().findIndex((match) => match.from >= from))
    bar.hidden = false
    show()
    lead(words)
    words.select()
  }

  function close() {
    bar.hidden = true
    CSS.highlights?.delete("found")
    CSS.highlights?.delete("found-now")
    lead(view)
  }

  opener.addEventListener("click", () => (bar.hidden ? open() : close()))
  document.addEventListener("keydown", (event) => {
    if (event.code !== "KeyH" || !isWithControl(event)) return
    event.preventDefault()
    open()
  })
  words.addEventListener("input", () => {
    now = 0
    show()
  })
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close()
    else if (event.key === "Enter" && event.target === words) go(event.shiftKey ? -1 : 1)
    else if (event.key === "Enter" && event.target === other) replace(false)
    else return
    event.preventDefault()
  })
  // The fields are no part of the entry: what is typed here changes nothing that is saved.
  for (const kind of ["input", "change"]) bar.addEventListener(kind, (event) => event.stopPropagation())
  const acts = { previous: () => go(-1), next: () => go(1), one: () => replace(false), all: () => replace(true), close }
  for (const [name, act] of Object.entries(acts)) bar.querySelector(`[data-act=${name}]`).addEventListener("click", act)
  editor.on("update", show)
}
