// What this browser waits to be told of: files that are being made while the person works on other pages. While there is one,
// the bell asks sooner, so that the next page says that it is ready. Kept in the browser: no page pays for it on the server.

const LONGEST_MS = 15 * 60_000 // what takes longer is told of within the bell's minute
const bell = document.querySelector(".bell[data-person]")
const KEPT = `awaited-files-${/** @type {HTMLElement | null} */ (bell)?.dataset.person}`

/**
 * The addresses that are waited for, each with the moment since when.
 * @returns {[string, number][]}
 */
function kept() {
  try {
    const found = Object.entries(JSON.parse(localStorage.getItem(KEPT)) ?? {})
    const now = Date.now()
    // A clock that was set back would otherwise keep one for long.
    return found.filter(([_address, since]) => Number.isInteger(since) && since <= now && now - since < LONGEST_MS)
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DOMException) return []
    throw error
  }
}

/** @param {[string, number][]} awaited */
function keep(awaited) {
  try {
    if (awaited.length) localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(awaited)))
    else localStorage.removeItem(KEPT)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error // no storage: the bell tells within its minute
  }
}

/** Whether anything is waited for. */
export function isAwaiting() {
  return kept().length > 0
}

/**
 * The file of this address is being made.
 * @param {string} address
 */
export function awaitFile(address) {
  keep([...kept().filter(([other]) => other !== address), [address, Date.now()]])
}

/**
 * The person has seen what became of it.
 * @param {string} address
 */
export function hasSeen(address) {
  keep(kept().filter(([other]) => other !== address))
}

/** Something was told: one less is waited for, the one that was asked for first. */
export function wasTold() {
  keep(kept().slice(1))
}
