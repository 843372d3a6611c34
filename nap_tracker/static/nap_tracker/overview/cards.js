// What a cell of the overview means stands beside it: for a pointer that rests on it, for the focus, for a finger that taps it.
// The card is part of its cell, so that Tab leads from the cell into it. It takes the focus from nobody and covers nobody's.
import { lead } from "nap-tracker/base/attention"
import { get } from "nap-tracker/base/request"

const REST_MS = 250 // a pointer that only passes wants nothing
const LEAVE_MS = 300 // the way from the cell to its card
const EDGE_PX = 16 // of the window, to keep off
const GAP_PX = 8
const WITH_CARD = "tbody td:not(.count):not(.section *), tbody .point, thead .body"

/** @param {HTMLTableCellElement} cell */
const linkOf = (cell) => /** @type {HTMLAnchorElement | null} */ (cell.querySelector(":scope > a, :scope > div > a"))

/** @param {HTMLTableCellElement} cell */
const isEntry = (cell) => cell.matches("tbody td:not(.assessed)") && Boolean(linkOf(cell)?.matches('[href^="../"]:not([href*="/points/"])'))

/**
 * A card of what the page itself says.
 * @param {string[]} lines the first is its head
 */
function cardSaying(...lines) {
  const card = document.createElement("div")
  card.className = "cell-card"
  for (const [at, line] of lines.filter(Boolean).entries()) {
    const part = document.createElement(at ? "p" : "strong")
    part.textContent = line
    card.append(part)
  }
  return card
}

/** @param {HTMLTableCellElement} cell */
function saidByThePage(cell) {
  const row = /** @type {HTMLTableRowElement} */ (cell.parentElement)
  const table = cell.closest("table")
  const head = table.tHead.rows[0].cells[cell.cellIndex]
  if (cell.matches("thead .body")) return cardSaying(linkOf(cell).dataset.name)
  const number = linkOf(row.cells[0])?.textContent ?? ""
  if (cell.matches(".point")) {
    const measure = /** @type {HTMLElement} */ (cell.querySelector(".measure"))
    const isWhole = measure.scrollHeight <= measure.clientHeight + 1
    return isWhole ? null : cardSaying(number, measure.textContent)
  }
  const words = [...cell.firstElementChild?.childNodes ?? []].filter(({ nodeName }) => nodeName !== "B").map(({ textContent }) => textContent).join("").trim()
  if (!words || table.matches(".of-years")) return null
  return cardSaying(`${number} · ${linkOf(head)?.dataset.name ?? head.textContent}`, words)
}

/**
 * @param {HTMLTableCellElement} cell
 * @returns {Promise<HTMLElement | null>}
 */
async function fetched(cell) {
  const address = linkOf(cell).href.replace(/review\/$/, "")
  const { status, html } = await get(`${address}card/`)
  const card = status === 200 ? new DOMParser().parseFromString(html, "text/html").querySelector("[data-card]") : null
  return /** @type {HTMLElement | null} */ (card) ?? saidByThePage(cell)
}

/**
 * Puts the card under its cell, or above where there is no room or somebody's focus would be covered.
 * @param {HTMLTableCellElement} cell
 * @param {HTMLElement} card
 */
function place(cell, card) {
  const at = cell.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = card
  const left = Math.max(EDGE_PX, Math.min(at.left - EDGE_PX, document.documentElement.clientWidth - EDGE_PX - width))
  const focus = document.activeElement
  const kept = focus && focus !== document.body && !cell.contains(focus) ? focus.getBoundingClientRect() : null
  /** @param {number} top */
  const isFree = (top) => top >= 0 && top + height <= innerHeight
    && !(kept && kept.left < left + width && kept.right > left && kept.top < top + height && kept.bottom > top)
  const isAbove = !isFree(at.bottom + GAP_PX) && isFree(at.top - GAP_PX - height)
  card.classList.toggle("is-above", isAbove)
  card.style.setProperty("--left", `${left - at.left}px`)
  card.style.setProperty("--tip", `${at.left + at.width / 2 - left}px`)
}

/** @param {HTMLTableElement} table */
export function offerCards(table) {
  /** @type {Map<HTMLTableCellElement, Promise<HTMLElement | null>>} */
  const known = new Map()
  /** @type {HTMLTableCellElement | null} */
  let wanted = null
  /** @type {{cell: HTMLTableCellElement, card: HTMLElement} | null} */
  let shown = null
  let timer = 0
  let isTouch = false

  // The browser's own sayings would come over the cards.
  for (const link of /** @type {NodeListOf<HTMLElement>} */ (table.querySelectorAll("thead .body a"))) {
    link.dataset.name = link.title
    link.removeAttribute("title")
  }
  for (const measure of table.querySelectorAll(".measure")) measure.removeAttribute("title")

  function hide() {
    clearTimeout(timer)
    wanted = null
    shown?.card.remove()
    shown?.cell.classList.remove("has-card")
    shown = null
  }
  /** @param {HTMLTableCellElement} cell */
  async function show(cell) {
    if (!known.has(cell)) known.set(cell, isEntry(cell) ? fetched(cell) : Promise.resolve(saidByThePage(cell)))
    const card = await known.get(cell)
    if (wanted !== cell || shown?.cell === cell) return
    hide()
    if (!card) return
    wanted = cell
    cell.classList.add("has-card")
    cell.append(card)
    shown = { cell, card }
    place(cell, card)
  }
  /**
   * @param {HTMLTableCellElement | null} cell
   * @param {number} wait
   */
  function want(cell, wait) {
    if (cell === wanted) {
      if (cell === shown?.cell) clearTimeout(timer)
      return
    }
    if (shown?.card.contains(document.activeElement)) return // somebody is in it
    clearTimeout(timer)
    wanted = cell
    timer = window.setTimeout(() => (cell ? show(cell) : hide()), wait)
  }
  /** @param {EventTarget} target */
  const cellOf = (target) => /** @type {HTMLTableCellElement | null} */ (/** @type {Element} */ (target).closest(WITH_CARD))

  table.addEventListener("pointerdown", ({ pointerType }) => { isTouch = pointerType !== "mouse" }, { capture: true })
  table.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType !== "mouse") return
    const cell = cellOf(target)
    want(cell?.textContent ? cell : null, cell?.textContent ? REST_MS : LEAVE_MS)
  })
  table.addEventListener("pointerleave", ({ pointerType }) => {
    if (pointerType === "mouse") want(null, LEAVE_MS)
  })
  table.addEventListener("focusin", ({ target }) => {
    const cell = cellOf(target)
    if (cell && !shown?.card.contains(/** @type {Node} */ (target))) want(cell, REST_MS)
  })
  table.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !table.contains(/** @type {Node} */ (relatedTarget))) hide()
  })
  // A finger has no way to rest on a cell: the first tap shows what it means, the second opens it.
  table.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target)
    const cell = cellOf(target)
    if (!isTouch || !cell || !isEntry(cell) || target.closest(".cell-card") || shown?.cell === cell) return
    event.preventDefault()
    clearTimeout(timer)
    wanted = cell
    show(cell)
  })
  document.addEventListener("pointerdown", ({ target }) => {
    if (shown && !shown.cell.contains(/** @type {Node} */ (target))) hide()
  })
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !shown) return
    const { cell, card } = shown
    if (card.contains(document.activeElement)) lead(linkOf(cell))
    hide()
  })
}
