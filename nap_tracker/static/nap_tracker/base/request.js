// How the entry page talks to the server behind the page's back.
import { csrfToken } from "nap-tracker/account/sign-in-again"

const PATIENCE_MS = 30_000
const PARTS = "nothing_to_report nothing_reason internal_note figures"
const NO_ANSWER = { status: 0, answer: null, html: "" }

/** A name of its own for this page load. `crypto.randomUUID` is missing where the page came without https. */
export function newPageName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** An entry's content as the fields of a request; see plans/forms.py. */
export function fieldsOf(content) {
  const { narrative, status, nothing_reason, internal_note, figures } = content
  const fields = { narrative, status, nothing_reason, internal_note, parts: PARTS }
  if (content.nothing_to_report) fields.nothing_to_report = "on"
  for (const [key, value] of Object.entries(figures)) fields[`figure-${key}`] = value
  return fields
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

/** Asks for something; answers as `post` does. */
export function get(address) {
  return ask(address, { method: "GET" }, true)
}
