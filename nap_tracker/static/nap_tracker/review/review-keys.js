// Single keys of the queue and the review page: "a" approves, "r" opens the reason of a return, "j" and "k" go on and
// back, "?" lists them.
//
// "a" and "r" act once for each entry that has been shown: they do nothing until the page has stood still for a moment,
// and each press before that begins the moment anew. So neither a key held down nor one pressed twice decides on an entry
// that nobody has seen.
import { lead } from "nap-tracker/base/attention"
import { areSingleKeysOn, isSingleKey, offerKeys } from "nap-tracker/base/keys"

const STILL_MS = 700
const root = document.documentElement
const DECIDING = new Set(["a", "r"])
/** @type {HTMLDetailsElement} */
const panel = document.getElementById("return")
const rows = [...document.querySelectorAll("a[data-row]")]
/** @type {ReturnType<typeof setTimeout>} */
let timer

/**
 * The letter of a key; on a keyboard that writes Cyrillic the one at its place.
 * @param {KeyboardEvent} event
 */
function letterOf({ key, code }) {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase()
  return /^\p{Script=Cyrillic}$/u.test(key) && code.startsWith("Key") ? code.at(-1).toLowerCase() : ""
}

/** Keys that decide wait from now on until nothing has happened for a moment and the page can be seen. */
function stand() {
  clearTimeout(timer)
  delete root.dataset.keys
  timer = setTimeout(() => {
    if (document.visibilityState === "visible") root.dataset.keys = "ready"
  }, STILL_MS)
}

function approve() {
  const button = document.querySelector("[data-key=a]")
  if (button && !panel?.open) button.click() // a reason that is being written is no approval
}

function openReturn() {
  if (!panel) return
  panel.open = true
  lead(document.getElementById("return-reason"))
}

/**
 * In the queue the focus moves from row to row; on a review page the neighbour is opened.
 * @param {string} letter
 */
function go(letter) {
  if (!rows.length) {
    document.querySelector(`a[data-key=${letter}]`)?.click()
    return
  }
  const at = rows.findIndex((row) => row.closest("li").contains(document.activeElement))
  const next = at < 0 ? 0 : at + (letter === "j" ? 1 : -1)
  lead(rows[Math.min(Math.max(next, 0), rows.length - 1)])
}

/**
 * @param {KeyboardEvent} event
 * @param {string} letter
 */
function decide(event, letter) {
  const isReady = root.dataset.keys === "ready" && !event.repeat
  stand()
  if (!isReady) return
  if (letter === "a") approve()
  else openReturn()
}

if (areSingleKeysOn()) {
  document.addEventListener("keydown", (event) => {
    const letter = letterOf(event)
    if (!letter || event.shiftKey || !isSingleKey(event)) return
    if (DECIDING.has(letter)) {
      event.preventDefault() // the letter is not typed into the field that "r" opens
      decide(event, letter)
    } else if ("jk".includes(letter) && !(event.repeat && !rows.length)) {
      event.preventDefault()
      go(letter)
    }
  })
  for (const name of ["pageshow", "focus"]) window.addEventListener(name, stand)
  document.addEventListener("visibilitychange", stand)
  stand()
}

offerKeys()
