// Who else has the entry open, and how it stands: asked every twenty seconds, and when somebody comes back to the page.
import { announce } from "nap-tracker/base/announce"
import { post } from "nap-tracker/base/request"
import { gettext, interpolate } from "nap-tracker/base/words"

const EVERY_MS = 20_000

/** @param {Answer.Other[]} others */
function sentences(others) {
  /** @param {(other: Answer.Other) => boolean} wanted */
  const named = (wanted) => others.filter(wanted).map(({ name }) => name).join(", ")
  const writing = named(({ me, writing: isWriting }) => !me && isWriting)
  const reading = named(({ me, writing: isWriting }) => !me && !isWriting)
  return [
    writing && interpolate(gettext("Writing here now: %(names)s"), { names: writing }),
    reading && interpolate(gettext("Also open with: %(names)s"), { names: reading }),
    others.some(({ me }) => me) && gettext("You have this entry open in another tab too"),
  ].filter(Boolean)
}

/**
 * Begins the heartbeat.
 * @param {object} parts
 * @param {string} parts.address
 * @param {string} parts.page this page's name
 * @param {() => boolean} [parts.isWriting] whether somebody types
 * @param {(answer: Answer.Presence, asked: number) => void} [parts.hear] gets how the entry stands, and when (`performance.now()`) that was asked
 * @param {() => void} [parts.lose] is called once the entry is no more to be read by this account
 */
export function startPresence({ address, page, isWriting = () => false, hear = () => {}, lose = () => {} }) {
  const place = document.getElementById("presence")
  let told = ""

  /** @param {Answer.Other[]} others */
  function show(others) {
    const text = sentences(others).join(". ")
    if (text === told) return
    const isNews = others.some(({ name }) => !told.includes(name))
    told = text
    place.textContent = text
    place.title = text // where there is room for a mark only
    place.hidden = !text
    if (text && isNews) announce(text)
  }

  async function beat() {
    /** @type {Record<string, string | number>} */
    const fields = isWriting() ? { page, writing: 1 } : { page }
    const asked = performance.now()
    /** @type {Answer.Reply<Answer.Presence>} */
    const { status, answer } = await post(address, fields, { isInBackground: true })
    if (status === 403 || status === 404) {
      clearInterval(timer)
      lose()
    }
    if (status !== 200 || !answer) return
    show(answer.others)
    hear(answer, asked)
  }

  const timer = setInterval(beat, EVERY_MS)
  beat()
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") beat()
  })
  window.addEventListener("pagehide", () => {
    post(address, { page, leaving: 1 }, { isInBackground: true, keepalive: true })
  })
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) beat()
  })
}
