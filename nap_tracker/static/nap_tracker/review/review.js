// The review page: comments on paragraphs, the reason of a return with its phrases, nothing written left behind.
import { announce } from "nap-tracker/base/announce"
import { lead, thisMoment } from "nap-tracker/base/attention"
import { followFoot } from "nap-tracker/base/foot"
import { isDialogOpen, isPlainClick, isWithControl } from "nap-tracker/base/keys"
import { guardLeaving } from "nap-tracker/base/leaving"
import { post } from "nap-tracker/base/request"
import { signal } from "nap-tracker/base/signal"
import { gettext } from "nap-tracker/base/words"

followFoot()
/** @type {HTMLDetailsElement} */
const panel = document.getElementById("return")
/** @type {HTMLTextAreaElement} */
const reason = document.getElementById("return-reason")

// --- Comments on paragraphs --------------------------------------------------------------------------------------------

/** @type {HTMLDetailsElement} */
const commentPlace = document.getElementById("comment-new")
/** @type {HTMLInputElement} */
const paragraph = document.getElementById("pin-paragraph")
const quote = commentPlace?.querySelector(".pin-quote")

/** Shows what the paragraph says whose number stands in the field. */
function showQuote() {
  const block = document.getElementById(`paragraph-${paragraph.value}`)
  quote.hidden = !block
  if (!block) return
  const copy = /** @type {HTMLElement} */ (block.cloneNode(true))
  copy.querySelector(".pins")?.remove()
  quote.textContent = copy.textContent.trim().replace(/\s+/g, " ")
}

/**
 * Opens the form under the paragraph, where both can be seen.
 * @param {HTMLElement} link
 */
function writeAbout(link) {
  paragraph.value = link.dataset.pin
  showQuote()
  commentPlace.lang = document.documentElement.lang
  commentPlace.open = true
  link.closest(".block").after(commentPlace)
  const field = document.getElementById("comment-text")
  lead(field, { preventScroll: true })
  commentPlace.scrollIntoView({ block: "nearest" })
}

if (paragraph) {
  paragraph.addEventListener("input", showQuote)
  if (paragraph.value) showQuote()
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("a[data-pin]")
    if (!link || !isPlainClick(event)) return
    event.preventDefault()
    writeAbout(link)
  })
  const home = commentPlace.parentElement
  commentPlace.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || isDialogOpen()) return
    commentPlace.open = false
    const link = document.querySelector(`a[data-pin="${paragraph.value}"]`)
    if (commentPlace.closest(".narrative")) home.append(commentPlace) // what is written stays in it
    lead(link ?? commentPlace.querySelector("summary"))
  })
}

// --- The reason of a return --------------------------------------------------------------------------------------------

/**
 * Puts a phrase where the caret is, or on a line of its own at the end.
 * @param {string} phrase
 */
function insert(phrase) {
  const { value, selectionStart, selectionEnd } = reason
  const isAtEnd = selectionStart === value.length
  const before = isAtEnd && value.trim() && !value.endsWith("\n") ? "\n" : ""
  reason.setRangeText(before + phrase, selectionStart, selectionEnd, "end")
  reason.dispatchEvent(new Event("input", { bubbles: true }))
  lead(reason)
}

/**
 * @param {HTMLFormElement} form
 * @param {{text: string} | {remove: string}} fields
 */
async function changePhrases(form, fields) {
  const list = document.getElementById("phrases")
  const asked = thisMoment()
  const { status, html } = await post(form.dataset.phrases, fields)
  if (!html || ![200, 422].includes(status)) {
    signal(gettext("The phrases could not be changed. Try again."))
    return
  }
  const isStill = asked.isStill()
  list.innerHTML = html
  if (status === 200) announce("remove" in fields ? gettext("The phrase is removed.") : gettext("The phrase is saved."))
  if (isStill) lead(reason) // the button that was pressed may be gone
}

document.addEventListener("click", (event) => {
  /** @type {HTMLButtonElement} */
  const button = /** @type {HTMLElement} */ (event.target).closest("[data-insert], [data-keep], [data-drop]")
  if (!button) return
  event.preventDefault()
  if ("insert" in button.dataset) insert(button.textContent.trim())
  else if ("keep" in button.dataset) changePhrases(button.form, { text: reason.value })
  else changePhrases(button.form, { remove: button.value })
})

if (panel) {
  panel.addEventListener("toggle", () => {
    if (panel.open) lead(reason)
  })
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || isDialogOpen()) return
    panel.open = false
    lead(panel.querySelector("summary"))
  })
}

// --- Sending, and not losing -------------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.repeat || !isWithControl(event)) return
  const form = /** @type {HTMLElement} */ (event.target).closest("textarea")?.form
  if (!form) return
  event.preventDefault()
  form.requestSubmit(form.querySelector("[data-return], button[type=submit]"))
})

function words() {
  /** @type {NodeListOf<HTMLTextAreaElement>} */
  const fields = document.querySelectorAll(".review-main textarea")
  return [...fields].map((field) => field.value).join("\0")
}
const asShown = words()
guardLeaving(() => words() !== asShown)
