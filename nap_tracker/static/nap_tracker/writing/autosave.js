// Saves while one writes: two seconds after the last key, every twenty while one goes on, again and again when it fails.
// What the server's answers mean is written in plans/services/writing.py; what they change on the page, in outcomes.js.
import { post } from "nap-tracker/base/request"
import { contentOf, isPutting, snapshotOf } from "nap-tracker/writing/content"
import { isOf, saveFieldsOf } from "nap-tracker/writing/fields"
import { keepCopies } from "nap-tracker/writing/keeping"
import { listenForLeaving } from "nap-tracker/writing/leaving"
import { isLasting, refusalOf } from "nap-tracker/writing/refusals"

const PAUSE_MS = 2_000
const LONGEST_MS = 20_000
const FIRST_RETRY_MS = 2_000
const LAST_RETRY_MS = 60_000
const FINAL = ["late", "gone"] // nothing can be saved any more
const RETRIED = ["invalid", "choice", "late"] // what is typed on is sent: it may be right now, or is kept beside the entry
const BEYOND = 100 // a page that has crashed cannot have saved this often more than its copy knows

/** @typedef {{changes: number, snapshot: Writing.Snapshot}} Sent how many changes the text had that was sent, and the text */

/** @param {string | undefined} text */
const number = (text) => (text ? Number(text) : null)

/**
 * Watches the form.
 * @param {EntryForm} form
 * @param {object} parts
 * @param {string} parts.page this page's name
 * @param {string} parts.address
 * @param {Pick<Writing.SaveBar, "unsaved" | "saving" | "saved" | "fail">} parts.bar
 * @param {Pick<Writing.LocalCopy, "write" | "remove">} parts.copy
 * @param {Writing.React} parts.react is told of each answer
 * @returns {Writing.Saver}
 */
export function startAutosave(form, { page, address, bar, copy, react }) {
  const hidden = form.elements
  /** @type {Writing.Base} */
  const base = {
    version: number(hidden.version.value),
    ancestorSide: null,
    settlesSide: number(hidden.settles_side?.value),
    page,
    pageSave: 0,
  }
  /** @type {Pick<Writing.Base, "page" | "pageSave"> | null} */
  let adopted = null // the name under which a page that has crashed had saved, for the first save of its copy
  let changes = 0
  let saved = 0
  let tried = -1 // how much of it the last try held
  let typedAt = 0
  let unsentSince = 0
  /** @type {ReturnType<typeof setTimeout>} */
  let timer
  let retryMs = 0
  /** @type {Promise<void> | null} */
  let inFlight = null
  // Why saving waits: "choice", "signed-out", "other-writer", "gone", "late", "invalid", "page" (it came with a problem).
  /** @type {Writing.Stop} */
  let stopped = ""
  let partly = false // a figure was not understood: it stands on this page only

  const isDirty = () => changes !== saved || partly
  const keeping = keepCopies(copy, form, () => (isDirty() ? { ...base, ...adopted } : null))

  // --- Typing ---------------------------------------------------------------------------------------------------------

  function changed() {
    if (isPutting()) return
    const now = performance.now()
    unsentSince ||= now
    changes += 1
    typedAt = now
    bar.unsaved()
    keeping.soon()
    if (RETRIED.includes(stopped)) stopped = ""
    if (!stopped && !retryMs) schedule()
  }

  function schedule() {
    const now = performance.now()
    const due = Math.min(typedAt + PAUSE_MS, (unsentSince || now) + LONGEST_MS)
    clearTimeout(timer)
    timer = setTimeout(() => send(), Math.max(0, due - now))
  }

  /** A merged text has met a sign that was being composed: the next save brings it again. */
  function askAgain() {
    changes += 1
    typedAt = performance.now()
    if (!stopped && !retryMs) schedule()
  }

  // --- Sending --------------------------------------------------------------------------------------------------------

  function send({ isAsked = false } = {}) {
    clearTimeout(timer)
    inFlight ??= exchange(isAsked).finally(() => {
      inFlight = null
      if (changes !== saved && !stopped && !retryMs) schedule()
    })
    return inFlight
  }

  /** @param {boolean} isAsked */
  async function exchange(isAsked) {
    const sent = changes
    const isRetry = retryMs > 0 && sent === tried && !isAsked
    tried = sent
    unsentSince = 0
    bar.saving()
    const snapshot = snapshotOf(form)
    /** @type {Answer.Reply<Answer.Save>} */
    const { status, answer } = await post(address, request(snapshot.content), { isInBackground: isRetry })
    receive(status, answer, { changes: sent, snapshot }, isAsked)
    snapshot.forget()
  }

  /** @param {Writing.Content} content */
  function request(content) {
    base.pageSave += 1
    if (adopted) adopted.pageSave += 1
    return saveFieldsOf(content, hidden.writer.value, { ...base, ...adopted })
  }

  /**
   * @param {number} status
   * @param {Answer.Save | null} answer
   * @param {Sent} sent
   * @param {boolean} isAsked
   */
  function receive(status, answer, sent, isAsked) {
    const result = answer?.result ?? ""
    const isNewer = changes !== sent.changes
    if (status === 200 && (answer?.result === "saved" || answer?.result === "merged")) {
      takeOver(answer, sent, isNewer, isAsked)
    } else if (result === "conflict" || result === "late") {
      retryMs = 0
      adopted = null
      if (result === "late") settleLate(sent.changes, isNewer)
      else if (!isNewer) stopped = "choice"
      react(result, answer, { ...saver, isNewer })
    } else if (result === "invalid" || result === "other_writer") {
      retryMs = 0
      stopped = result === "invalid" ? "invalid" : "other-writer"
      if (answer.result === "invalid" && answer.side) base.settlesSide = answer.side
      react(result, answer, saver)
    } else if (status === 401) {
      retryMs = 0
      stopped = "signed-out"
      react("signed_out", answer, saver)
    } else if ((status === 403 && result !== "csrf") || status === 404) {
      retryMs = 0
      stopped = "gone"
      react("gone", answer, saver)
    } else {
      refuse(refusalOf(status, result))
    }
  }

  /** @param {import("nap-tracker/writing/refusals").Refusal} refusal */
  function refuse(refusal) {
    bar.fail(refusal)
    if (isLasting(refusal)) {
      retryMs = 0
      stopped = "invalid"
      return
    }
    retryMs = Math.min(retryMs ? retryMs * 2 : FIRST_RETRY_MS, LAST_RETRY_MS)
    timer = setTimeout(send, retryMs)
  }

  /**
   * @param {Answer.Saved | Answer.Merged} answer
   * @param {Sent} sent
   * @param {boolean} isNewer
   * @param {boolean} isAsked
   */
  function takeOver(answer, sent, isNewer, isAsked) {
    retryMs = 0
    stopped = ""
    adopted = null
    base.settlesSide = null
    const isTaken = answer.result === "saved" || sent.snapshot.take(answer.content)
    if (isTaken || answer.side === null) {
      base.version = answer.version
      base.ancestorSide = null
    } else {
      base.ancestorSide = answer.side // the page writes on from what it had sent, not from the merged text
    }
    saved = sent.changes
    if (!isTaken && !isNewer) document.addEventListener("compositionend", () => setTimeout(askAgain), { once: true })
    partly = Object.keys(answer.figure_errors ?? {}).length > 0
    writeVersion()
    react(answer.result, answer, { ...saver, isNewer: changes !== saved, isTaken })
    bar.saved(answer.saved_at, answer.version, { isAsked, isPartly: partly })
    if (changes !== saved) bar.unsaved()
    else if (!partly) keeping.drop()
    document.dispatchEvent(new CustomEvent("entry:saved", { detail: answer }))
  }

  /**
   * @param {number} sent
   * @param {boolean} isNewer
   */
  function settleLate(sent, isNewer) {
    stopped = isNewer ? "" : "late" // what was typed meanwhile belongs beside the entry too: it is sent once more
    saved = sent
    partly = false
    if (!isNewer) keeping.drop()
  }

  function writeVersion() {
    /** @type {NodeListOf<HTMLInputElement>} */
    const fields = document.querySelectorAll("input.js-version")
    hidden.version.value = String(base.version ?? "")
    for (const field of fields) field.value = String(base.version ?? "")
  }

  /** @type {Writing.Saver["flush"]} */
  async function flush({ isAsked = false } = {}) {
    if (inFlight) await inFlight
    if (isAsked && !FINAL.includes(stopped)) stopped = ""
    for (let tries = 0; tries < 3 && !stopped && (changes !== saved || partly || (isAsked && !tries)); tries += 1) {
      await send({ isAsked })
      if (retryMs || partly) break
    }
    return !isDirty() && !(isAsked && retryMs) && (!stopped || stopped === "late") // asked for: the server has been heard
  }

  function retryNow() {
    // Signed in again in another window, perhaps.
    if (stopped === "signed-out" && changes !== saved && !inFlight) stopped = ""
    else if (!retryMs || stopped) return
    if (!inFlight) send()
  }

  /** @type {Writing.Saver} */
  const saver = {
    flush,
    isDirty,
    isSaving: () => inFlight !== null,
    version: () => base.version,
    stop(reason) {
      clearTimeout(timer)
      stopped = reason
    },
    resume() {
      stopped = ""
      return flush({ isAsked: true })
    },
    settle(version, side, { isHeld = false } = {}) {
      Object.assign(base, { version, ancestorSide: null, settlesSide: side })
      changes += 1
      keeping.soon()
      if (!isHeld) return saver.resume()
      saver.stop("page")
      return Promise.resolve(false)
    },
    adopt(found) {
      Object.assign(base, { version: found.version, ancestorSide: found.ancestorSide, settlesSide: null })
      adopted = { page: found.page, pageSave: found.pageSave + BEYOND }
      changes += 1
      keeping.soon()
      return saver.resume()
    },
    abandon() {
      saver.stop("late")
      saved = changes
      partly = false
      keeping.drop()
    },
  }

  if (form.hasAttribute("data-unsaved")) {
    // The page has come back with typed text and a problem: the person looks at it first, then saves.
    changes = 1
    stopped = "page"
    bar.unsaved()
    keeping.soon()
  }
  for (const kind of ["input", "change"]) document.addEventListener(kind, ({ target }) => { if (isOf(form, target)) changed() })
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    flush({ isAsked: true })
  })
  window.addEventListener("online", retryNow)
  window.addEventListener("focus", retryNow)
  listenForLeaving({
    address,
    isDirty,
    keep: keeping.now,
    last: () => (isDirty() && !stopped ? request(contentOf(form)) : null),
    hide: () => { if (changes !== saved && !stopped && !retryMs) send() },
    show: retryNow,
  })
  return saver
}
