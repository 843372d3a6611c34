// How far a file is: asked for again and again while the page stands open, and the page anew when the file is there.
import { announce } from "nap-tracker/base/announce"
import { get } from "nap-tracker/base/request"
import { awaitFile, hasSeen } from "nap-tracker/notices/awaited"

const EVERY_MS = 700
const UNSEEN_MS = 5_000 // in a tab that nobody looks at
const SAID_EVERY_MS = 10_000 // whoever hears the page is not told of each step

/** @type {HTMLElement | null} */
const place = document.querySelector("[data-job-progress]")
let said = ""
let saidAt = Date.now()

/** @param {Answer.JobProgress} at */
function show({ done, steps, doing, left }) {
  const bar = place.querySelector("progress")
  if (steps) {
    bar.max = steps
    bar.value = done
  }
  place.querySelector("[data-doing]").textContent = doing
  place.querySelector("[data-left]").textContent = left
  const words = left ? `${doing}, ${left}` : doing
  if (words === said || Date.now() - saidAt < SAID_EVERY_MS) return
  said = words
  saidAt = Date.now()
  announce(words)
}

async function look() {
  /** @type {Answer.Reply<Answer.JobProgress>} */
  const { status, answer } = await get(place.dataset.jobProgress)
  // The end is the server's to tell: ready, not made, or not this person's any more. So is that a worker has come.
  const hasBegun = answer?.isServed && !place.querySelector("progress")
  if (answer?.isFinished || hasBegun || status >= 400 && status < 500 || status === 200 && !answer) {
    hasSeen(place.dataset.jobProgress)
    location.reload()
    return
  }
  if (answer && place.querySelector("progress")) show(answer)
  setTimeout(look, document.hidden ? UNSEEN_MS : EVERY_MS)
}

if (place) {
  // Whoever goes on working is told by the bell of the page that is open then.
  awaitFile(place.dataset.jobProgress)
  document.querySelector(".job-actions").addEventListener("submit", () => hasSeen(place.dataset.jobProgress))
  setTimeout(look, EVERY_MS)
}
