// When the local copy of a page is written: soon after the first key that is not saved, and taken away once all is.
const COPY_AFTER_MS = 800

/**
 * @param {Pick<Writing.LocalCopy, "write" | "remove">} copy
 * @param {() => {content: Writing.Content, base: Writing.Base} | null} what is to be kept now; null: all is saved
 */
export function keepCopies(copy, what) {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null

  function stopWaiting() {
    clearTimeout(timer)
    timer = null
  }

  return {
    soon() {
      timer ||= setTimeout(() => {
        timer = null
        const kept = what()
        if (kept) copy.write(kept.content, kept.base)
      }, COPY_AFTER_MS)
    },
    drop() {
      stopWaiting()
      copy.remove()
    },
  }
}
