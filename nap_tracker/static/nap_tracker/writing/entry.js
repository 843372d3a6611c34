// The entry page of somebody who may write: puts the editor, its toolbar, the keys and the saving together.
import { isUntouched, leadOnArrival } from "nap-tracker/base/attention"
import { watchConnection } from "nap-tracker/base/connection"
import { signal } from "nap-tracker/base/signal"
import { gettext } from "nap-tracker/base/words"
import { startAutosave } from "nap-tracker/writing/autosave"
import { closeWhenLeft, useEditor } from "nap-tracker/writing/content"
import { mayStart, startEditor } from "nap-tracker/writing/editor"
import { isOf, newPageName } from "nap-tracker/writing/fields"
import { startFigures } from "nap-tracker/writing/figures"
import { guardForms } from "nap-tracker/writing/flush"
import { offerFinding } from "nap-tracker/writing/find"
import { savedBy, startFollowing } from "nap-tracker/writing/following"
import { listenForKeys } from "nap-tracker/writing/keys"
import { startLastYear } from "nap-tracker/writing/last-year"
import { localCopy } from "nap-tracker/writing/local-copy"
import { offerCopies, takerInto } from "nap-tracker/writing/offer"
import { outcomesOf, showMoved } from "nap-tracker/writing/outcomes"
import { keepPaper } from "nap-tracker/writing/paper"
import { startPresence } from "nap-tracker/writing/presence"
import { startPreview } from "nap-tracker/writing/preview"
import { saveBar } from "nap-tracker/writing/save"

const STILL_WRITING_MS = 30_000
const WORD = /[\p{L}\p{N}_]/u // as the server counts: plans/narrative.py

/** @param {Writing.Editor} editor */
function countWords(editor) {
  const place = document.querySelector("[data-words]")
  editor.on("update", () => {
    place.textContent = String(editor.getText({ blockSeparator: "\n" }).split(/\s/).filter((word) => WORD.test(word)).length)
  })
}

/**
 * What the heartbeat tells: the entry has been moved on, or somebody has saved while nothing was typed here.
 * @param {EntryForm} form
 * @param {Writing.SaveBar} bar
 * @param {Writing.Saver} saver
 * @param {EntryPlace} place
 * @returns {(answer: Answer.Presence, asked: number) => Promise<void>}
 */
function followEntry(form, bar, saver, place) {
  const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"))
  const cameBack = navigation?.type === "back_forward"
  let savedAt = 0
  let isFirst = true
  const isClosed = () => form.classList.contains("is-read-only")
  const following = startFollowing({ place, version: saver.version, isWritten: () => !isClosed() })
  const reload = async () => {
    await saver.flush()
    location.reload()
  }
  document.addEventListener("entry:saved", () => { savedAt = performance.now() })
  return async (answer, asked) => {
    const wasFirst = isFirst
    isFirst = false
    following.hear(answer)
    if (following.hasNewComments(answer)) signal(gettext("There is something new in the comments."), { text: gettext("Show"), act: reload })
    if (answer.editable && isClosed()) {
      signal(gettext("The entry can be changed again."), { text: gettext("Open it"), act: () => location.reload() })
      return
    }
    if (!answer.editable) {
      if (isClosed()) return
      if (saver.isDirty()) await saver.flush() // too late for the entry: it is kept beside it, and the page is told
      else showMoved(form, bar, answer, saver)
      return
    }
    const isCurrent = saver.isDirty() || saver.isSaving() || savedAt > asked
    if (isCurrent || answer.version === null || answer.version === saver.version()) return
    // The browser's "back" may have brought a page from its store.
    if (cameBack && wasFirst && isUntouched()) location.reload()
    bar.note(savedBy(answer), { text: gettext("Show the new text"), act: () => location.reload() })
  }
}

/**
 * The account may not read the entry any more: it has another role or agency, or none.
 * @param {EntryForm} form
 * @param {Writing.SaveBar} bar
 * @param {Writing.Saver} saver
 */
function lose(form, bar, saver) {
  if (saver.isDirty()) {
    saver.flush() // the answer says what becomes of the text
    return
  }
  bar.fail("lost")
  closeWhenLeft(form, () => saver.stop("gone"))
}

function start() {
  /** @type {EntryForm} */
  const form = document.getElementById("entry-form")
  if (!mayStart(form)) return
  const place = /** @type {EntryPlace} */ (document.getElementById("entry-page").dataset)
  const page = newPageName()
  const bar = saveBar()
  const copies = localCopy(place, page)
  const react = outcomesOf(form, bar)
  const saver = startAutosave(form, { page, address: place.autosave, bar, copy: copies, react })
  let typedAt = -Infinity
  document.addEventListener("input", ({ target }) => { if (isOf(form, target)) typedAt = performance.now() })
  // The evidence is part of the entry: the page writes on from the version that it has now.
  document.addEventListener("evidence:changed", () => saver.flush({ isAsked: true }))
  document.addEventListener("signing-out", (event) => event.detail.waitUntil(saver.flush()))
  document.addEventListener("signing-out-anyway", () => saver.abandon())
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && !saver.isDirty()) location.reload() // what it shows may be old
  })
  startPresence({
    address: place.presence,
    page,
    isWriting: () => performance.now() - typedAt < STILL_WRITING_MS,
    hear: followEntry(form, bar, saver, place),
    lose: () => lose(form, bar, saver),
  })
  watchConnection((text) => bar.note(text, null, "connection"))
  guardForms(saver)
  listenForKeys(form)
  keepPaper(form)
  leadOnArrival(document.getElementById("problem"))
  startEditor(form.elements.narrative, (editor) => {
    useEditor(editor)
    countWords(editor)
    startFigures(form)
    startLastYear(editor)
    startPreview(saver, editor)
    offerFinding(editor)
    form.dataset.ready = "yes"
    offerCopies({
      copies,
      address: place.difference,
      takeWords: gettext("Take it into the text"),
      take: takerInto(form, copies, saver),
    })
  })
}

start()
