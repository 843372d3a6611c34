// The table of the overview from the keyboard: one of its links is in the tab order, arrow keys, Home and End move on.
// Row and column of the cell one points at are lit.
import { lead } from "nap-tracker/base/attention"
import { offerKeys } from "nap-tracker/base/keys"
import { offerCards } from "nap-tracker/overview/cards"

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
 * Lights the column of the cell that one points at or stands on; the row is lit by the style sheet.
 * @param {HTMLTableElement} table
 */
function lit(table) {
  const columns = table.querySelectorAll("col")
  const heads = /** @type {HTMLTableRowElement} */ (table.tHead.rows[0]).cells
  /** @type {number} */
  let shown
  /** @param {Element | null} at */
  function light(at) {
    const cell = /** @type {HTMLTableCellElement | null} */ (at?.closest("tbody td") ?? null)
    const column = cell?.textContent && !cell.matches(".section td") ? cell.cellIndex : undefined
    if (column === shown) return
    for (const [part, isLit] of /** @type {[number, boolean][]} */ ([[shown, false], [column, true]])) {
      columns[part]?.classList.toggle("is-lit", isLit)
      heads[part]?.classList.toggle("is-lit", isLit)
    }
    shown = column
  }
  table.addEventListener("pointerover", ({ target }) => light(/** @type {Element} */ (target)))
  table.addEventListener("focusin", ({ target }) => light(/** @type {Element} */ (target)))
  table.addEventListener("pointerleave", () => light(document.activeElement))
  table.addEventListener("focusout", () => light(null))
}

for (const region of document.querySelectorAll("[data-matrix]")) {
  walkable(region)
  lit(region.querySelector("table"))
  offerCards(region.querySelector("table"))
}

offerKeys()

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
