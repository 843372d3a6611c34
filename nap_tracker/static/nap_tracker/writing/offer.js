// A page that died left its text in this browser: it is shown with the difference, and taken only if the person wants it.
import { refill } from "nap-tracker/base/attention"
import { post } from "nap-tracker/base/request"
import { gettext, interpolate } from "nap-tracker/base/words"
import { fieldsOf } from "nap-tracker/writing/fields"

/**
 * "04.11.2021 14:32", as tables print it.
 * @param {number} at
 */
function clock(at) {
  const when = new Date(at)
  /** @param {number} value */
  const two = (value) => String(value).padStart(2, "0")
  const day = [two(when.getDate()), two(when.getMonth() + 1), when.getFullYear()].join(".")
  return `${day} ${two(when.getHours())}:${two(when.getMinutes())}`
}

/**
 * @param {Writing.Copy} copy
 * @param {string} html the difference
 * @param {string} takeWords
 */
function draw(copy, html, takeWords) {
  /** @type {HTMLTemplateElement} */
  const template = document.getElementById("found-copy")
  const section = /** @type {DocumentFragment} */ (template.content.cloneNode(true)).querySelector("section")
  const written = interpolate(gettext("Written %(when)s in this browser."), { when: clock(copy.at) })
  section.querySelector("[data-when]").textContent = written
  section.querySelector("[data-difference]").innerHTML = html
  section.querySelector("[data-take]").textContent = takeWords
  return section
}

/**
 * Offers the newest copy that the server's text does not contain, then the next.
 * @param {object} parts
 * @param {Pick<Writing.LocalCopy, "find" | "discard">} parts.copies
 * @param {string} parts.address which tells what differs
 * @param {(copy: Writing.Copy) => Promise<boolean>} parts.take whether the text is in good hands then; otherwise it is offered again
 * @param {string} parts.takeWords
 */
export async function offerCopies({ copies, address, take, takeWords }) {
  for (const copy of await copies.find()) {
    const { status, html } = await post(address, { ...fieldsOf(copy.content), version: copy.base.version ?? "" }, { isInBackground: true })
    if (status === 204) {
      await copies.discard(copy.id) // the server has just this text, or has had it
      continue
    }
    if (status !== 200) return // another time
    let isTaken = false
    while (!isTaken && (await decided(draw(copy, html, takeWords)))) isTaken = await take(copy)
    await copies.discard(copy.id)
  }
}

/**
 * True for "take", false for "put away".
 * @param {HTMLElement} section
 * @returns {Promise<boolean>}
 */
function decided(section) {
  const place = document.getElementById("entry-offer")
  refill(place, () => place.replaceChildren(section))
  return new Promise((resolve) => {
    /** @param {boolean} answer */
    const end = (answer) => () => {
      section.remove()
      resolve(answer)
    }
    section.querySelector("[data-take]").addEventListener("click", end(true))
    section.querySelector("[data-put-away]").addEventListener("click", end(false))
  })
}
