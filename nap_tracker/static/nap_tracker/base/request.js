// How scripts talk to the server behind the page's back: all of them, and only so.
const PATIENCE_MS = 30_000
const SLOW_BYTES_PER_MS = 10 // a poor line: what is sent over it has so much longer
const PART_BYTES = 200 // around a field: its border and its head
const NO_ANSWER = { status: 0, answer: /** @type {null} */ (null), html: "" }

/** The token that requests carry in X-CSRFToken: another tab may have changed it since this page came. */
function csrfToken() {
  const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)
  /** @type {HTMLInputElement} */
  const field = document.querySelector("input[name=csrfmiddlewaretoken]")
  return cookie?.[1] ?? field?.value ?? ""
}

/**
 * @template T
 * @param {string} address
 * @param {RequestInit} options
 * @param {boolean} isInBackground
 * @param {AbortSignal | null} [patience] null: the answer may take as long as it takes
 * @returns {Promise<Answer.Reply<T>>}
 */
async function ask(address, options, isInBackground, patience = AbortSignal.timeout(PATIENCE_MS)) {
  /** @type {Record<string, string>} */
  const headers = { "X-Requested-With": "fetch", .../** @type {Record<string, string>} */ (options.headers) }
  if (isInBackground) headers["X-Background"] = "1" // nobody did anything: not to be taken for activity
  try {
    const response = await fetch(address, { ...options, headers, signal: patience })
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json")
    const { status } = response
    return isJson ? { status, answer: await response.json(), html: "" } : { status, answer: null, html: await response.text() }
  } catch (error) {
    // No network, no answer in time, an answer cut short: all mean that it has to be tried again.
    if (error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError) return NO_ANSWER
    throw error
  }
}

/**
 * Sends fields, in parts: "ə" takes two bytes there and six in an address, and what is sent every two seconds is to be read.
 * @template T
 * @param {string} address
 * @param {Record<string, string | number> | URLSearchParams} fields
 * @param {{isInBackground?: boolean, keepalive?: boolean}} [options] keepalive: it outlives the page
 * @returns {Promise<Answer.Reply<T>>}
 */
export function post(address, fields, { isInBackground = false, keepalive = false } = {}) {
  const body = new FormData()
  let size = 0
  for (const [name, value] of fields instanceof URLSearchParams ? fields : Object.entries(fields)) {
    body.append(name, String(value))
    size += name.length + 1 + bytesOf(String(value))
  }
  const patience = AbortSignal.timeout(PATIENCE_MS + Math.ceil(size / SLOW_BYTES_PER_MS))
  return ask(address, { method: "POST", body, keepalive, headers: { "X-CSRFToken": csrfToken() } }, isInBackground, patience)
}

/**
 * Sends a form with its files, which may take long. Where the server leads on to another page, that page is the answer.
 * @param {string} address
 * @param {FormData} body
 * @returns {Promise<Answer.Reply<never>>}
 */
export function sendForm(address, body) {
  return ask(address, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } }, false, null)
}

/**
 * How many bytes fields take in a request that outlives the page, at most.
 * @param {Record<string, string | number>} fields
 */
export function keepaliveSize(fields) {
  return Object.entries(fields).reduce((sum, [name, value]) => sum + PART_BYTES + bytesOf(name) + bytesOf(String(value)), PART_BYTES)
}

/**
 * Lines are sent with two signs at their ends.
 * @param {string} text
 */
const bytesOf = (text) => new TextEncoder().encode(text.replace(/\r?\n/g, "\r\n")).length

/**
 * Asks for something, in the background unless told otherwise; answers as `post` does.
 * @template T
 * @param {string} address
 * @param {{isInBackground?: boolean}} [options]
 * @returns {Promise<Answer.Reply<T>>}
 */
export function get(address, { isInBackground = true } = {}) {
  return ask(address, { method: "GET" }, isInBackground)
}
