// A save that was not answered as it should be: what the bar says of it, and whether it is worth being sent again by itself.

/** @typedef {"failed" | "busy" | "mistake" | "stranger" | "old-page" | "too-large" | "not-understood"} Refusal states of the bar */

const LATER = [408, 425, 429, 503]
/** @type {Refusal[]} */
const LASTING = ["too-large", "not-understood"]

/**
 * @param {number} status 0: no answer
 * @param {string} result what the answer calls itself, "" where it is none of ours
 * @returns {Refusal}
 */
export function refusalOf(status, result) {
  if (status === 0) return "failed"
  if (result === "csrf") return "old-page"
  if (LATER.includes(status)) return "busy"
  if (status >= 500) return "mistake"
  if (status < 400) return "stranger" // a page of the network's, for instance one that wants a sign-in
  return status === 413 ? "too-large" : "not-understood"
}

/**
 * Whether the same would be refused again: then it waits for a key or a button.
 * @param {Refusal} refusal
 */
export const isLasting = (refusal) => LASTING.includes(refusal)
