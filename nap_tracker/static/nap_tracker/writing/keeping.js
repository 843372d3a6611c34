// When the local copy of a page is written: soon after the first key that is not saved, at once when the page may be left, and
// taken away once all is saved.
import { contentOf } from "nap-tracker/writing/content"

const COPY_AFTER_MS = 800
const LONG = 20_000 // signs: beyond, no request that outlives the page may hold the text, and the copy is all there is
const COPY_LONG_AFTER_MS = 100

/**
 * @param {Pick<Writing.LocalCopy, "write" | "remove">} copy
 * @param {EntryForm} form
 * @param {() => Writing.Base | null} baseOf what is to be kept began from there; null: all is saved
 */
export function keepCopies(copy, form, baseOf) {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null

  function stopWaiting() {
    clearTimeout(timer)
    timer = null
  }

  function now() {
    stopWaiting()
    const base = baseOf()
    if (base) copy.write(contentOf(form), base)
  }

  return {
    now,
    soon() {
      timer ||= setTimeout(now, form.elements.narrative.value.length > LONG ? COPY_LONG_AFTER_MS : COPY_AFTER_MS)
    },
    drop() {
      stopWaiting()
      copy.remove()
    },
  }
}
