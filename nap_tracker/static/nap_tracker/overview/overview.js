// The table of the overview from the keyboard: one of its links is in the tab order, arrow keys, Home and End move on.
// What a cell says stands under the table, in words.
import { lead } from "nap-tracker/base/attention"

/** @typedef {(HTMLAnchorElement | undefined)[][]} Grid */

/**
 * The links of the table by row and column; a row that has none is left out, a cell without one is undefined.
 * @param {HTMLTableElement} table
 * @returns {Grid}
 */
function gridOf(table) {
  return [...table.rows]
    .map((row) => [...row.cells].map((cell) => cell.querySelector("a") ?? undefined))
    .filter((links) => links.some(Boolean))
}

/**
 * From a link in a direction the next one: over cells without one, and at the edge nowhere.
 * @param {Grid} grid
 * @param {number} row
 * @param {number} column
 * @param {string} key
 */
function neighbour(grid, row, column, key) {
  /**
   * @param {Grid[number]} line
   * @param {number} from
   * @param {number} step
   */
  const along = (line, from, step) => {
    for (let at = from + step; at >= 0 && at < line.length; at += step) if (line[at]) return line[at]
    return undefined
  }
  const down = grid.map((links) => links[column])
  switch (key) {
    case "ArrowRight": return along(grid[row], column, 1)
    case "ArrowLeft": return along(grid[row], column, -1)
    case "ArrowDown": return along(down, row, 1)
    case "ArrowUp": return along(down, row, -1)
    case "Home": return along(grid[row], -1, 1)
    case "End": return along(grid[row], grid[row].length, -1)
    default: return undefined
  }
}

/**
 * @param {Grid} grid
 * @param {string} key
 */
function corner(grid, key) {
  return key === "Home" ? grid[0].find(Boolean) : grid.at(-1).findLast(Boolean)
}

/** @param {HTMLElement} region */
function walkable(region) {
  const table = region.querySelector("table")
  const grid = gridOf(table)
  if (!grid.length) return
  /** @type {Map<HTMLAnchorElement, [number, number]>} */
  const place = new Map()
  grid.forEach((links, row) => links.forEach((link, column) => link && place.set(link, [row, column])))
  // The first cell of the first sub-point: the heads above it are two steps away.
  /** @type {HTMLAnchorElement} */
  let current = table.querySelector("tbody td:not(.assessed) a") ?? table.querySelector("tbody a")
  for (const link of place.keys()) link.tabIndex = link === current ? 0 : -1

  region.addEventListener("focusin", ({ target }) => {
    const link = /** @type {HTMLAnchorElement} */ (target)
    if (!place.has(link) || link === current) return
    current.tabIndex = -1
    link.tabIndex = 0
    current = link
  })
  region.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.shiftKey) return
    const at = place.get(/** @type {HTMLAnchorElement} */ (event.target))
    if (!at) return
    const leap = event.ctrlKey && (event.key === "Home" || event.key === "End")
    if (event.ctrlKey && !leap) return
    const next = leap ? corner(grid, event.key) : neighbour(grid, ...at, event.key)
    if (!next) {
      if (event.key.startsWith("Arrow")) event.preventDefault() // at the edge the page does not run away
      return
    }
    event.preventDefault()
    lead(next)
  })
}

/**
 * @param {HTMLElement} region
 * @param {HTMLElement} said
 */
function sayings(region, said) {
  /** @type {HTMLTableRowElement} */
  const head = region.querySelector("thead tr")
  const heads = head.cells
  const hint = said.firstElementChild

  /** @param {HTMLTableCellElement} cell */
  function wordsOf(cell) {
    const row = /** @type {HTMLTableRowElement} */ (cell.parentElement)
    const name = row.cells[0].querySelector("a")
    if (!name || cell.tagName !== "TD") return ""
    const column = heads[cell.cellIndex]?.querySelector("a")?.title ?? heads[cell.cellIndex]?.textContent ?? ""
    return [name.textContent, column, cell.textContent].filter(Boolean).join(" · ")
  }
  /** @param {EventTarget} target */
  function show(target) {
    const cell = /** @type {HTMLElement} */ (target).closest?.("td")
    const words = cell?.textContent ? wordsOf(cell) : ""
    if (words) said.textContent = words
    else said.replaceChildren(hint)
  }
  region.addEventListener("pointerover", ({ target }) => show(target))
  region.addEventListener("focusin", ({ target }) => show(target))
  region.addEventListener("pointerleave", () => show(document.activeElement))
}

for (const region of document.querySelectorAll("[data-matrix]")) {
  walkable(region)
  sayings(region, region.parentElement.querySelector("[data-said]"))
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => window.print())
}

// An address without empty parts is shorter to send.
for (const form of document.querySelectorAll("[data-filters]")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name)
  })
}
