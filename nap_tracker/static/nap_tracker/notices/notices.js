// The number of unread notices at the bell. The server is asked at most once a minute, by all pages and tabs of this
// browser together, and not by a tab that nobody looks at: what one of them has heard, the others read from storage. While a
// file is being made for the person, it is asked some times more.
import { get, post } from "nap-tracker/base/request"
import { isAwaiting, wasTold } from "nap-tracker/notices/awaited"

/**
 * What was heard last, and when: no number while the answer is on its way.
 * @typedef {{at: number, unread: number | null}} Kept
 */

const EVERY_MS = 60_000
const AWAITING_MS = 4_000
const ANSWER_MS = 2_000 // so long a first answer is waited for: a page that is left takes its question with it

const bell = document.querySelector(".bell[data-address]")
// Another person at the same computer must not see this one's number.
const KEPT = `unread-notices-${bell?.dataset.person}`
/** @type {number | null} */
let shown = null
/** @type {ReturnType<typeof setTimeout>} */
let timer
/** @type {Kept | null} */
let remembered = null // by this page alone, where the browser gives no storage

/** @returns {Kept | null} */
function kept() {
  try {
    const { at, unread } = JSON.parse(localStorage.getItem(KEPT))
    // A clock that was set back would otherwise keep an old number for long.
    return Number.isInteger(at) && at <= Date.now() ? { at, unread } : remembered
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof DOMException) return remembered
    throw error
  }
}

/**
 * When the server may be asked again.
 * @param {Kept} last
 */
function nextAsk({ at, unread }) {
  if (!Number.isInteger(unread)) return at + ANSWER_MS
  return at + (isHurried() ? AWAITING_MS : EVERY_MS)
}

/** Whether a file is waited for. Its own page looks itself. */
function isHurried() {
  return isAwaiting() && !document.querySelector("[data-job-progress]")
}

/** @param {number | null} unread */
function keep(unread) {
  remembered = { at: Date.now(), unread }
  try {
    localStorage.setItem(KEPT, JSON.stringify({ at: Date.now(), unread }))
  } catch (error) {
    if (!(error instanceof DOMException)) throw error // no storage: the page then counts its own minute
  }
}

/** @param {number | null} unread */
function show(unread) {
  if (!Number.isInteger(unread) || unread < 0 || unread === shown) return
  const { name, none, one, many } = bell.dataset
  const words = unread === 0 ? none : unread === 1 ? one : many.replace("NUMBER", String(unread))
  const number = bell.querySelector(".bell-number")
  number.textContent = unread > 99 ? "99+" : String(unread)
  number.hidden = unread === 0
  bell.querySelector(".bell-words").textContent = `${name}: ${words}`
  // Said aloud when something has come while the page stood open; never on arriving, never when they grow fewer.
  if (shown !== null && unread > shown) bell.querySelector("[role=status]").textContent = words
  shown = unread
}

async function ask() {
  const before = kept()?.unread ?? shown
  keep(before) // first, so that no other tab asks in the same minute
  /** @type {Answer.Reply<Answer.Unread>} */
  const { status, answer } = await get(bell.dataset.address)
  if (status !== 200 || !answer) return // the next minute asks again
  if (answer.unread > before) wasTold()
  keep(answer.unread)
  show(answer.unread)
}

function wait() {
  clearTimeout(timer)
  if (document.hidden) return
  const last = kept()
  if (last) show(last.unread)
  // Not all windows in the same moment: the first to ask tells the others.
  const left = last ? nextAsk(last) - Date.now() + Math.random() * 1000 : 0
  timer = setTimeout(async () => {
    const now = kept()
    if (!now || Date.now() >= nextAsk(now)) await ask()
    timer = setTimeout(wait, kept() ? 0 : EVERY_MS)
  }, Math.max(left, 0))
}

/**
 * Marks the notice as read when its place is opened; the link leads there by itself, in this tab or in another.
 * @param {PointerEvent} event
 */
function markWhenOpened(event) {
  const target = /** @type {HTMLElement} */ (event.target)
  const row = target.closest?.(".notice-row.is-unread")
  if (!row || !target.closest("a") || event.button > 1) return
  const form = row.querySelector("form")
  const data = new FormData(form, form.querySelector("button"))
  const fields = new URLSearchParams(/** @type {[string, string][]} */ ([...data])) // no file is among them
  post(form.action, fields, { keepalive: true }) // it outlives the page; nobody waits for its answer
  row.classList.remove("is-unread")
  form.remove()
  const left = Math.max((kept()?.unread ?? shown ?? 1) - 1, 0)
  keep(left)
  show(left)
}

if (bell) {
  if (bell.dataset.unread !== undefined) {
    keep(Number(bell.dataset.unread))
    show(Number(bell.dataset.unread))
  } else if (isHurried()) void ask()
  wait()
  document.addEventListener("visibilitychange", wait)
  window.addEventListener("storage", (event) => {
    if (event.key === KEPT) wait()
  })
  document.addEventListener("click", markWhenOpened)
  document.addEventListener("auxclick", markWhenOpened)
}
