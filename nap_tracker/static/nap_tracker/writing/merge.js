// Two texts, one choice for each place where they differ: reads what the person chose in templates/plans/_merge.html.
import { openDialog } from "nap-tracker/base/attention"

const LISTS = ["UL", "OL"]
/** @type {Map<string, string>} */
const remembered = new Map() // what was chosen before the choice was put off, by the texts it is between

/**
 * The places where something is chosen, with the texts that tell them from each other.
 * @param {HTMLElement} dialog
 * @returns {[HTMLElement, string][]}
 */
function placesOf(dialog) {
  /** @type {NodeListOf<HTMLElement>} */
  const places = dialog.querySelectorAll("fieldset[data-piece], fieldset[data-value]")
  return [...places].map((place) => {
    /** @type {NodeListOf<HTMLTemplateElement & HTMLInputElement>} */
    const texts = place.querySelectorAll("template, input[data-raw]")
    return [place, [place.dataset.value, ...[...texts].map((text) => text.dataset.raw ?? text.innerHTML)].join("\0")]
  })
}

/** @param {HTMLElement} dialog */
function remember(dialog) {
  for (const [place, key] of placesOf(dialog)) {
    /** @type {HTMLInputElement} */
    const chosen = place.querySelector("input:checked")
    if (chosen) remembered.set(key, chosen.value)
  }
}

/** @param {HTMLElement} dialog */
function recall(dialog) {
  for (const [place, key] of placesOf(dialog)) {
    /** @type {NodeListOf<HTMLInputElement>} */
    const inputs = place.querySelectorAll("input")
    for (const input of inputs) if (input.value === remembered.get(key)) input.checked = true
  }
}

/**
 * Appends blocks; items that go on a list which the blocks before them end with are put into that list.
 * @param {HTMLElement} target
 * @param {HTMLTemplateElement} template
 * @param {boolean} joins
 */
function append(target, template, joins) {
  const blocks = /** @type {DocumentFragment} */ (template.content.cloneNode(true))
  const last = target.lastElementChild
  const first = blocks.firstElementChild
  if (joins && last && first && LISTS.includes(first.tagName) && last.tagName === first.tagName) {
    last.append(...first.childNodes)
    first.remove()
  }
  target.append(blocks)
}

/** @param {HTMLFormElement} form */
function narrativeOf(form) {
  const target = document.createElement("div")
  for (const piece of form.querySelectorAll("[data-piece]")) {
    /** @type {HTMLInputElement} */
    const chosen = piece.querySelector("input:checked")
    const choice = chosen?.value ?? ""
    for (const template of piece.querySelectorAll("template")) {
      const { side } = template.dataset
      if (!side || choice === "both" || choice === side) append(target, template, "joins" in template.dataset)
    }
  }
  return target.innerHTML
}

/**
 * The whole content that the choices make.
 * @param {HTMLFormElement} form
 * @param {Answer.Conflict["values"]} values those that needed no choice
 * @returns {Writing.Content}
 */
function contentOfChoice(form, values) {
  const content = /** @type {Writing.Content} */ ({ ...values, figures: { ...values.figures }, narrative: narrativeOf(form) })
  for (const field of form.querySelectorAll("[data-value]")) {
    const name = field.dataset.value
    const { raw } = field.querySelector("input:checked").dataset
    if (name.startsWith("figures:")) content.figures[name.slice("figures:".length)] = raw
    else if (name === "nothing_to_report") content.nothing_to_report = raw === "true"
    else content[/** @type {"status" | "nothing_reason" | "internal_note"} */ (name)] = raw
  }
  return content
}

/**
 * Shows both texts; resolves to the content that was chosen, or null when the person puts it off.
 * @param {string} html
 * @param {Answer.Conflict["values"]} values those that need no choice
 * @returns {Promise<Writing.Choice | null>}
 */
export function chooseBetween(html, values) {
  const dialog = document.createElement("dialog")
  dialog.className = "dialog merge"
  dialog.id = "merge"
  dialog.setAttribute("aria-labelledby", "merge-title")
  const template = document.createElement("template")
  template.innerHTML = html
  dialog.append(template.content)
  document.getElementById("main").append(dialog)
  recall(dialog)
  // No key sends it but one on its button.
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault()
  })
  const form = dialog.querySelector("form")
  return new Promise((resolve) => {
    /** @type {Writing.Choice | null} */
    let chosen = null
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      chosen = contentOfChoice(form, values)
      if (event.submitter?.getAttribute("value") === "edit") chosen.isToEdit = true
      dialog.close()
    })
    dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close())
    dialog.addEventListener("close", () => {
      if (chosen) remembered.clear()
      else remember(dialog)
      dialog.remove()
      resolve(chosen)
    })
    openDialog(dialog)
  })
}
