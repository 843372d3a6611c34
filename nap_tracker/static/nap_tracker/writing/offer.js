// A page that died left its text in this browser: it is shown with the difference, and taken only if the person wants it.
import { refill } from "nap-tracker/base/attention"
import { post } from "nap-tracker/base/request"
import { signal } from "nap-tracker/base/signal"
import { gettext, interpolate } from "nap-tracker/base/words"
import { contentOf, putContent } from "nap-tracker/writing/content"
import { readContent } from "nap-tracker/writing/copy-schema"
import { fieldsOf } from "nap-tracker/writing/fields"
import { isLasting, refusalOf } from "nap-tracker/writing/refusals"

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
 * @param {string | Node} shown the difference, or what else is to be seen of it
 * @param {string | null} takeWords null: it cannot be taken
 */
function draw(copy, shown, takeWords) {
  /** @type {HTMLTemplateElement} */
  const template = document.getElementById("found-copy")
  const section = /** @type {DocumentFragment} */ (template.content.cloneNode(true)).querySelector("section")
  const written = interpolate(gettext("Written %(when)s in this browser."), { when: clock(copy.at) })
  const take = section.querySelector("[data-take]")
  section.querySelector("[data-when]").textContent = written
  if (typeof shown === "string") section.querySelector("[data-difference]").innerHTML = shown
  else section.querySelector("[data-difference]").append(shown)
  take.textContent = takeWords
  if (takeWords === null) take.remove()
  return section
}

/**
 * The words of a copy under a sentence that says why there is no difference.
 * @param {Writing.Copy} copy
 * @param {string} sentence
 */
function plain({ content }, sentence) {
  const why = document.createElement("p")
  why.textContent = sentence
  const text = document.createElement("div")
  text.className = "narrative found-words"
  text.lang = "az"
  text.translate = false
  text.tabIndex = 0 // it may be longer than its place
  text.setAttribute("role", "region")
  text.setAttribute("aria-label", gettext("The text that is not saved"))
  const { body } = new DOMParser().parseFromString(typeof content?.narrative === "string" ? content.narrative : "", "text/html")
  for (const block of body.querySelectorAll("p")) text.append(Object.assign(document.createElement("p"), { textContent: block.textContent }))
  if (!text.hasChildNodes()) text.textContent = body.textContent || JSON.stringify(content)
  const found = new DocumentFragment()
  found.append(why, text)
  return found
}

/**
 * What is to be seen of a copy; "": the server has just this text, or has had it; null: to be asked another time.
 * @param {Writing.Copy} copy
 * @param {string} address
 */
async function differenceOf(copy, address) {
  const { status, html } = await post(address, { ...fieldsOf(copy.content), version: copy.base.version ?? "" }, { isInBackground: true })
  if (status === 204) return ""
  if (status === 200) return html
  const isRefused = isLasting(refusalOf(status, "")) && ![401, 403, 404].includes(status)
  return isRefused ? plain(copy, gettext("What differs cannot be shown. This is the whole text:")) : null
}

/**
 * Offers the newest copy that the server's text does not contain, then the next. One that this page does not understand is
 * only shown.
 * @param {object} parts
 * @param {Pick<Writing.LocalCopy, "find" | "discard">} parts.copies
 * @param {string} parts.address which tells what differs
 * @param {(copy: Writing.Copy) => Promise<boolean>} parts.take whether the text is in good hands then; otherwise it is offered again
 * @param {string} parts.takeWords
 */
export async function offerCopies({ copies, address, take, takeWords }) {
  for (const found of await copies.find()) {
    const content = readContent(found)
    if (content === null) {
      const sentence = gettext("It was written with another version of this page. Copy from it what you need; it cannot be taken over as a whole.")
      await decided(draw(found, plain(found, sentence), null))
      await copies.discard(found.id)
      continue
    }
    const copy = { ...found, content }
    const shown = await differenceOf(copy, address)
    if (shown === null) return
    let isTaken = shown === ""
    const redraw = () => draw(copy, typeof shown === "string" ? shown : shown.cloneNode(true), takeWords)
    while (!isTaken && (await decided(redraw()))) isTaken = await take(copy)
    await copies.discard(copy.id)
  }
}

/**
 * Takes a copy into the text of the page and saves it, after what was typed there; false where that cannot be done now.
 * @param {EntryForm} form
 * @param {Pick<Writing.LocalCopy, "write">} copies
 * @param {Pick<Writing.Saver, "flush" | "adopt">} saver
 * @returns {(copy: Writing.Copy) => Promise<boolean>}
 */
export function takerInto(form, copies, saver) {
  return async ({ content, base }) => {
    if (!(await saver.flush())) return false
    if (!putContent(form, content)) {
      signal(gettext("The text was not taken over, because something was just being typed. Nothing is lost: it is offered again."))
      return false
    }
    copies.write(contentOf(form), base)
    saver.adopt(base)
    return true
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
    section.querySelector("[data-take]")?.addEventListener("click", end(true))
    section.querySelector("[data-put-away]").addEventListener("click", end(false))
  })
}
