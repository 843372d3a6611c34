// Files may be dropped onto the evidence of an entry: they come into the field of its form, which stays the keyboard's way.
import { unfoldAround } from "nap-tracker/base/folds"
import { gettext, interpolate } from "nap-tracker/base/words"
import { sendInPlace, tell } from "nap-tracker/evidence/send"

const MEGABYTE = 1024 * 1024

/** @param {DragEvent} event */
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false

/**
 * The files of both lists, each once: the same name, size and time of change mean the same file.
 * @param {Iterable<File>} chosen
 * @param {Iterable<File>} dropped
 * @returns {File[]}
 */
export function together(chosen, dropped) {
  const found = new Map([...chosen, ...dropped].map((file) => [`${file.name}/${file.size}/${file.lastModified}`, file]))
  return [...found.values()]
}

/** @param {number} bytes */
export function sizeOf(bytes) {
  const megabytes = Math.max(bytes / MEGABYTE, 0.1).toFixed(1).replace(".", ",")
  return interpolate(gettext("%(megabytes)s MB"), { megabytes })
}

/**
 * The field of the form as it stands now: each answer brings another; none where the entry can be changed no more.
 * @param {HTMLElement} section
 * @returns {HTMLInputElement | null}
 */
const fieldOf = (section) => section.querySelector("#evidence-files")

/** @param {HTMLElement} section */
function showChosen(section) {
  /** @type {HTMLElement | null} */
  const list = section.querySelector("[data-chosen-files]")
  const field = fieldOf(section)
  if (!list || !field) return
  section.querySelector("[data-drop-hint]").hidden = false
  const files = [...field.files]
  list.replaceChildren(...files.map((file) => {
    const line = document.createElement("li")
    line.textContent = `${file.name}, ${sizeOf(file.size)}`
    return line
  }))
  list.hidden = files.length < 2 // one stands in the field itself
}

/** @param {HTMLElement} section */
function takeDrops(section) {
  section.addEventListener("change", (event) => {
    if (event.target === fieldOf(section)) showChosen(section)
  })
  // A file that misses its place must not take the page away, with what is being written on it.
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    const isHere = section.contains(/** @type {Node} */ (event.target))
    event.dataTransfer.dropEffect = isHere ? "copy" : "none"
    section.classList.toggle("is-dropping", isHere)
    const field = fieldOf(section)
    if (isHere && field) unfoldAround(field)
  })
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) section.classList.remove("is-dropping")
  })
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    section.classList.remove("is-dropping")
    const field = fieldOf(section)
    if (!field || !section.contains(/** @type {Node} */ (event.target))) return
    const held = new DataTransfer()
    for (const file of together(field.files, event.dataTransfer.files)) held.items.add(file)
    field.files = held.files
    unfoldAround(field)
    showChosen(section)
  })
}

/**
 * Without a network a form of the evidence stays where it is, with what was chosen: the browser's own page of an error would
 * take its place. Registered before the listeners that save the text first and send once.
 * @param {HTMLElement} section
 */
function waitForNetwork(section) {
  document.addEventListener("submit", (event) => {
    if (navigator.onLine || !section.contains(/** @type {Node} */ (event.target))) return
    event.preventDefault()
    tell(section, "error", gettext("Nothing was sent: there is no connection. What you have chosen stays; send it when the connection is back."))
  })
}

const section = document.getElementById("evidence")
if (section && fieldOf(section)) {
  takeDrops(section)
  waitForNetwork(section)
  sendInPlace(section, () => showChosen(section))
}
