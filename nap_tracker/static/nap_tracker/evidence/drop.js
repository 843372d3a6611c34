// Files may be dropped onto the evidence of an entry: they come into the field of its form, which stays the keyboard's way.
import { gettext, interpolate } from "nap-tracker/base/words"

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
 * @param {HTMLElement} section
 * @param {HTMLInputElement} field
 */
function takeDrops(section, field) {
  const list = section.querySelector("[data-chosen-files]")
  section.querySelector("[data-drop-hint]").hidden = false

  const showChosen = () => {
    const files = [...field.files]
    list.replaceChildren(...files.map((file) => {
      const line = document.createElement("li")
      line.textContent = `${file.name}, ${sizeOf(file.size)}`
      return line
    }))
    list.hidden = files.length < 2 // one stands in the field itself
  }

  field.addEventListener("change", showChosen)
  // A file that misses its place must not take the page away, with what is being written on it.
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    const isHere = section.contains(/** @type {Node} */ (event.target))
    event.dataTransfer.dropEffect = isHere ? "copy" : "none"
    section.classList.toggle("is-dropping", isHere)
    if (isHere) field.closest("details").open = true
  })
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) section.classList.remove("is-dropping")
  })
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    section.classList.remove("is-dropping")
    if (!section.contains(/** @type {Node} */ (event.target))) return
    const held = new DataTransfer()
    for (const file of together(field.files, event.dataTransfer.files)) held.items.add(file)
    field.files = held.files
    field.closest("details").open = true
    showChosen()
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
    const line = document.createElement("li")
    line.className = "notice is-error"
    line.textContent = gettext("Nothing was sent: there is no connection. What you have chosen stays; send it when the connection is back.")
    const list = document.createElement("ul")
    list.className = "evidence-told"
    list.append(line)
    section.querySelector("[data-evidence-told]")?.replaceChildren(list)
  })
}

const section = document.getElementById("evidence")
/** @type {HTMLInputElement} */
const field = section?.querySelector("#evidence-files")
if (field) {
  takeDrops(section, field)
  waitForNetwork(section)
}
