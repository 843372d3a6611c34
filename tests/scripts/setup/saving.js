// A page that saves while one writes, with its bar, on a clock that the test moves on.
import { stopClock } from "./clock.js"
import { network } from "./network.js"
import { find, openPage, settle, type } from "./page.js"
import { startAutosave } from "nap-tracker/writing/autosave"
import { saveBar } from "nap-tracker/writing/save"

/** What the server has of the entry when the page is opened. */
export const VERSION = 3

const BODY = `<form id="entry-form" ATTRIBUTES>
<input type="hidden" name="csrfmiddlewaretoken" value="token"><input type="hidden" name="version" value="OWN">
<input type="hidden" name="writer" value="7">MORE<textarea name="narrative">əvvəl</textarea>
<div class="entry-bar"><p id="bar-note" hidden></p><div id="save-state"></div><p id="save-alarm"></p></div></form>
<form><input type="hidden" class="js-version" name="version" value="${VERSION}"></form>`

/** @typedef {{kind: keyof Writing.Reactions, answer: Answer.Save | null, isNewer?: boolean, saver: Writing.Sender}} Reaction */

/**
 * @param {import("node:test").TestContext} t
 * @param {{version?: string, attributes?: string, more?: string, answers?: Parameters<typeof network>[1][]}} [page]
 */
export function startSaving(t, { version = String(VERSION), attributes = "", more = "", answers = [] } = {}) {
  stopClock(t)
  openPage(BODY.replace("OWN", version).replace("ATTRIBUTES", attributes).replace("MORE", more))
  /** @type {EntryForm} */
  const form = find("#entry-form")
  const { sent, answer } = network(t, ...answers)
  /** @type {Reaction[]} */
  const reactions = []
  /** @type {{content: Writing.Content, base: Writing.Base}[]} */
  const written = []
  const copies = { written, removed: 0 }
  const saver = startAutosave(form, {
    page: "this-page",
    address: "/autosave/",
    bar: saveBar(),
    copy: {
      write: (content, base) => { written.push({ content, base: { ...base } }) },
      async remove() { copies.removed += 1 },
    },
    react: (kind, told, { isNewer, ...rest }) => { reactions.push({ kind, answer: told, isNewer, saver: rest }) },
  })
  const write = (/** @type {string} */ text) => type("[name=narrative]", text)
  /** Lets time go by, and all that comes due be done. */
  const wait = async (/** @type {number} */ ms) => {
    t.mock.timers.tick(ms)
    await settle()
  }
  return { form, saver, sent, answer, reactions, copies, write, wait }
}

/** The texts that were sent, in their order. */
export const textsOf = (/** @type {import("./network.js").Sent[]} */ sent) => sent.map(({ fields }) => fields.narrative)

/** What the bar says. */
export const said = () => find("#save-state").textContent

/**
 * Answers to a save.
 * @param {number} version
 * @param {Partial<Answer.Saved>} [more]
 */
export function saved(version, more = {}) {
  const standing = { version, state: "draft", saved_at: "14:00", side: /** @type {number | null} */ (null), figure_errors: {} }
  return { json: { result: "saved", ...standing, words: 1, ...more } }
}

/**
 * @param {number} version
 * @param {number | null} side
 * @param {string} [narrative] what the server has made of the text
 */
export function merged(version, side, narrative = "onun bir") {
  const { json } = saved(version, { side })
  const content = { narrative, status: "", nothing_to_report: false, nothing_reason: "", internal_note: "", figures: {} }
  return { json: { ...json, result: "merged", message: "Birləşdirildi", content } }
}

/** @param {"conflict" | "late"} result */
export const refused = (result, version = 9, side = 40) => ({ status: 409, json: { ...saved(version, { side }).json, result, html: "" } })

/** An editor in which a sign is being composed: nothing can be put into it. */
export const COMPOSING = /** @type {Writing.Editor} */ (/** @type {unknown} */ ({ state: { doc: {} }, view: { composing: true }, on() {}, off() {} }))
