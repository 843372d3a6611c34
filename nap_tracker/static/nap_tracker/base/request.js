// How scripts talk to the server behind the page's back: all of them, and only so.
const PATIENCE_MS = 30_000
const NO_ANSWER = { status: 0, answer: null, html: "" }

/** The token that requests carry in X-CSRFToken: another tab may have changed it since this page came. */
function csrfToken() {
  const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)
  return cookie?.[1] ?? document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? ""
}

async function ask(address, options, isInBackground) {
  const headers = { "X-Requested-With": "fetch", ...options.headers }
  if (isInBackground) headers["X-Background"] = "1" // nobody did anything: not to be taken for activity
  try {
    const response = await fetch(address, { ...options, headers, signal: AbortSignal.timeout(PATIENCE_MS) })
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json")
    const { status } = response
    return isJson ? { status, answer: await response.json(), html: "" } : { status, answer: null, html: await response.text() }
  } catch (error) {
    // No network, no answer in time, an answer cut short: all mean that it has to be tried again.
    if (error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError) return NO_ANSWER
    throw error
  }
}

/** Sends fields; answers {status, answer (JSON or null), html}. Status 0: the server did not answer. */
export function post(address, fields, { isInBackground = false, keepalive = false } = {}) {
  const body = new URLSearchParams(fields)
  return ask(address, { method: "POST", body, keepalive, headers: { "X-CSRFToken": csrfToken() } }, isInBackground)
}

/** Asks for something, in the background unless told otherwise; answers as `post` does. */
export function get(address, { isInBackground = true } = {}) {
  return ask(address, { method: "GET" }, isInBackground)
}
