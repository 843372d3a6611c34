// Figures: shows how a typed number is read, warns of a jump, and offers the numbers that stand in the saved text.
import { announce } from "nap-tracker/base/announce"
import { lead, refill } from "nap-tracker/base/attention"
import { smallButton } from "nap-tracker/base/buttons"
import { get } from "nap-tracker/base/request"
import { gettext, interpolate } from "nap-tracker/base/words"
import { isOf } from "nap-tracker/writing/fields"

/** @typedef {(number: string, input: HTMLInputElement) => void} Put */

const JUMP = 10n // plans/rules.py: FIGURE_JUMP
const NO_BREAK = "\u00a0"
// As plans/services/figures.py reads them.
const LONGEST = 60
const MAX_DIGITS = 15
const GROUPED = /^([1-9]\d{0,2}(?:([. \u00a0\u2009\u202f])\d{3})(?:\2\d{3})*)(?:,(\d+))?$/
const PLAIN = /^(\d+)(?:[.,](\d+))?$/

/**
 * What was typed as plain decimal text ("1250", "12.5"), null for what is no number of the kind.
 * @param {string} text
 * @param {string} kind "whole" or any other: with decimals
 * @returns {string | null}
 */
export function readFigure(text, kind) {
  const typed = text.trim()
  if (typed.length > LONGEST) return null
  const grouped = typed.match(GROUPED)
  const plain = grouped ? null : typed.match(PLAIN)
  if (!grouped && !plain) return null
  const whole = (grouped ?? plain)[1].replace(/\D/g, "").replace(/^0+(?=\d)/, "")
  const part = ((grouped ? grouped[3] : plain[2]) ?? "").replace(/0+$/, "")
  if ((part && kind === "whole") || whole.length + part.length > MAX_DIGITS) return null
  return part ? `${whole}.${part}` : whole
}

/**
 * Plain decimal text as Azerbaijani writes it: "1 250", "12,5".
 * @param {string} value
 */
export function showFigure(value) {
  const [whole, part] = value.split(".")
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, NO_BREAK)
  return part ? `${groups},${part}` : groups
}

/**
 * A figure without its point: as numbers, ten times 0.09 would be less than 0.9.
 * @param {string} value plain decimal text
 */
function exact(value) {
  const [whole, part = ""] = value.split(".")
  return BigInt(whole + part.padEnd(MAX_DIGITS, "0"))
}

/**
 * Whether a figure is more than ten times last year's, or less than its tenth; a zero is no jump.
 * @param {string} value plain decimal text
 * @param {string} lastYear
 */
function isJump(value, lastYear) {
  const [now, before] = [exact(value), exact(lastYear)]
  if (!now || !before) return false
  return now > before * JUMP || now * JUMP < before
}

/** @param {HTMLInputElement} input */
function watch(input) {
  const warning = input.closest(".figure").querySelector("[data-jump]")
  const value = readFigure(input.value, input.dataset.figure)
  const { lastYear } = input.dataset
  const jumps = value !== null && lastYear !== "" && isJump(value, lastYear)
  if (jumps && warning.hidden && input === document.activeElement) announce(warning.textContent.trim())
  warning.hidden = !jumps
}

/**
 * Writes the number as it was understood, so that "1.250" is seen to be one thousand two hundred and fifty.
 * @param {HTMLInputElement} input
 */
function settle(input) {
  const value = readFigure(input.value, input.dataset.figure)
  if (value !== null) input.value = showFigure(value)
}

/**
 * Follows the figures of the form from now on; the numbers that it offers come from the saved text.
 * @param {EntryForm} form
 */
export function startFigures(form) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const found = document.querySelectorAll("[data-figure]")
  const inputs = [...found].filter((input) => isOf(form, input))
  if (!inputs.length) return
  document.addEventListener("input", (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target)
    if (inputs.includes(target)) watch(target)
  })
  document.addEventListener("change", (event) => {
    const target = /** @type {HTMLInputElement | EntryForm} */ (event.target)
    if (target instanceof HTMLInputElement && inputs.includes(target)) settle(target)
    // A change of the form itself: a merged or restored content has been put into the fields.
    else if (target === form) inputs.forEach(watch)
  })
  inputs.forEach(watch)
  offerNumbers(form, inputs)
}

/**
 * @param {EntryForm} form
 * @param {HTMLInputElement[]} inputs
 */
function offerNumbers(form, inputs) {
  /** @type {HTMLDetailsElement} */
  const offer = document.querySelector("[data-numbers]")
  const place = offer?.querySelector("[data-numbers-place]")
  if (!offer) return
  offer.hidden = false

  const load = async () => {
    if (!offer.open || !form.isConnected) return
    const { status, html } = await get(offer.dataset.numbers)
    if (status === 200) {
      refill(place, () => {
        if (place.dataset.shown === html) return
        place.dataset.shown = html
        place.innerHTML = html
      })
    } else if (!place.dataset.shown) {
      place.textContent = gettext("The numbers could not be fetched. Close this and open it again.")
    }
  }

  /** @type {Put} */
  const put = (number, input) => {
    closeChoice(place)
    input.value = number
    input.dispatchEvent(new Event("input", { bubbles: true }))
    lead(input)
    const name = input.labels[0].firstElementChild.textContent
    announce(interpolate(gettext("%(number)s has been put into “%(name)s”."), { number, name }))
  }

  offer.addEventListener("toggle", load)
  document.addEventListener("entry:saved", load)
  place.addEventListener("click", ({ target }) => {
    const chip = /** @type {HTMLElement} */ (target).closest("[data-number]")
    if (!chip || inputs[0].readOnly) return
    const fitting = inputs.filter((input) => readFigure(chip.dataset.number, input.dataset.figure) !== null)
    if (fitting.length === 1 && inputs.length === 1) put(chip.dataset.number, fitting[0])
    else if (chip.getAttribute("aria-expanded") === "true") closeChoice(place)
    else openChoice(place, chip, fitting, put)
  })
  place.addEventListener("keydown", (event) => {
    const chip = place.querySelector("[aria-expanded=true]")
    if (event.key !== "Escape" || !chip) return
    event.preventDefault()
    closeChoice(place)
    lead(chip)
  })
}

/** @param {HTMLElement} place */
function closeChoice(place) {
  place.querySelector(".choose")?.remove()
  place.querySelector("[aria-expanded=true]")?.setAttribute("aria-expanded", "false")
}

/**
 * Asks, right after the chip, into which figure its number goes.
 * @param {HTMLElement} place
 * @param {HTMLElement} chip
 * @param {HTMLInputElement[]} inputs
 * @param {Put} put
 */
function openChoice(place, chip, inputs, put) {
  closeChoice(place)
  chip.setAttribute("aria-expanded", "true")
  const question = document.createElement("p")
  question.id = "choose-figure"
  question.textContent = inputs.length
    ? gettext("Put it into which figure?")
    : gettext("No figure of this entry takes a number with decimals.")
  const buttons = document.createElement("div")
  for (const input of inputs) {
    const name = input.labels[0].firstElementChild.textContent
    const button = smallButton(name, () => put(chip.dataset.number, input))
    button.lang = "az"
    buttons.append(button)
  }
  buttons.setAttribute("role", "group")
  buttons.setAttribute("aria-labelledby", question.id)
  const choice = document.createElement("li")
  choice.className = "choose"
  choice.append(question, buttons)
  chip.parentElement.after(choice)
  lead(buttons.querySelector("button"))
  if (!inputs.length) announce(question.textContent)
}
