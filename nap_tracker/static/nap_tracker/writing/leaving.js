// The page is being left: what is not on the server yet is sent with a request that outlives it.
import { keepaliveSize, post } from "nap-tracker/base/request"

const MOST_BYTES = 60_000 // browsers keep 64 KiB alive, and the heartbeat's farewell is among them

/**
 * Watches the page being hidden, shown again and left. A longer text than a browser keeps alive stays in the local copy and is
 * offered back.
 * @param {object} parts
 * @param {string} parts.address
 * @param {() => boolean} parts.isDirty whether something would be lost
 * @param {() => Record<string, string | number> | null} parts.last what is to be sent at the end; null: nothing
 * @param {() => void} parts.keep writes what is not saved into the local copy; as early as it is known that the page may go:
 *   that takes a moment, which a page that is gone no longer has
 * @param {() => void} parts.hide nobody sees the page
 * @param {() => void} parts.show it is seen again
 */
export function listenForLeaving({ address, isDirty, keep, last, hide, show }) {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      keep()
      hide()
    } else {
      show()
    }
  })
  window.addEventListener("beforeunload", (event) => {
    keep()
    if (isDirty()) event.preventDefault()
  })
  window.addEventListener("pagehide", () => {
    keep()
    const fields = last()
    if (fields && keepaliveSize(fields) <= MOST_BYTES) post(address, fields, { keepalive: true })
  })
}
