// Who else has the entry open, and how it stands: asked every twenty seconds.
import { announce } from "nap-tracker/base/announce"
import { post } from "nap-tracker/base/request"
import { gettext, interpolate } from "nap-tracker/base/words"

const EVERY_MS = 20_000

function sentences(others) {
  const named = (wanted) => others.filter(wanted).map(({ name }) => name).join(", ")
  const writing = named(({ me, writing: isWriting }) => !me && isWriting)
  const reading = named(({ me, writing: isWriting }) => !me && !isWriting)
  return [
    writing && interpolate(gettext("Writing here now: %(names)s"), { names: writing }),
    reading && interpolate(gettext("Also open with: %(names)s"), { names: reading }),
    others.some(({ me }) => me) && gettext("You have this entry open in another tab too"),
  ].filter(Boolean)
}

/** Begins the heartbeat. `isWriting()` tells whether somebody types, `hear(answer)` gets how the entry stands. */
export function startPresence({ address, page, isWriting = () => false, hear = () => {} }) {
  const place = document.getElementById("presence")
  let told = ""

  function show(others) {
    const text = sentences(others).join(". ")
    if (text === told) return
    const isNews = others.some(({ name }) => !told.includes(name))
    told = text
    place.textContent = text
    place.hidden = !text
    if (text && isNews) announce(text)
  }

  async function beat() {
    const fields = isWriting() ? { page, writing: 1 } : { page }
    const asked = performance.now()
    const { status, answer } = await post(address, fields, { isInBackground: true })
    if (status !== 200 || !answer) return
    show(answer.others)
    hear(answer, asked)
  }

  beat()
  setInterval(beat, EVERY_MS)
  window.addEventListener("pagehide", () => {
    post(address, { page, leaving: 1 }, { isInBackground: true, keepalive: true })
  })
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) beat()
  })
}
