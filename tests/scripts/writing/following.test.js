import { find, openPage, settle } from "../setup/page.js"
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { network } from "../setup/network.js"
import { savedBy, startFollowing } from "nap-tracker/writing/following"

const BODY = `<main id="main"><span id="entry-badge"><b>Qaralama</b></span>
<div id="entry-moves"><div id="entry-ready"><p class="is-ready">Hazırdır</p></div>
<form id="ready-form"><input type="hidden" name="ready" value=""><input type="hidden" name="version" class="js-version" value="3"></form></div>
<textarea id="text"></textarea><button data-mark="Hazır de" data-unmark="Hazır demə">Hazır demə</button>
<div id="entry-history"><ol><li>12:00</li></ol></div></main>`
const PLACE = /** @type {EntryPlace} */ (/** @type {unknown} */ ({ standing: "/standing/", state: "draft", version: "3", ready: "" }))
const MISSING = '<details class="missing"><summary>Çatışmır</summary><a href="#a">bir</a></details>'

/**
 * @param {Partial<Answer.Following>} more
 * @param {Record<string, string>} [parts]
 */
const standing = (more, parts = {}) => ({
  json: {
    version: 3, state: "draft", editable: true, ready: false, ...more,
    parts: { "entry-badge": "<b>Qaralama</b>", "entry-ready": MISSING, "entry-moves": "<p>yeni addımlar</p>", "entry-history": "<ol><li>12:02</li></ol>", ...parts },
  },
})
const heard = (/** @type {Partial<Answer.Presence>} */ more) =>
  ({ others: /** @type {never[]} */ ([]), version: 3, state: "draft", editable: true, updated_by: "", ready: true, ...more })
const isSaved = async () => {
  document.dispatchEvent(new CustomEvent("entry:saved", { detail: null }))
  await settle()
}
const wanted = () => /** @type {HTMLInputElement} */ (find("#ready-form [name=ready]")).value

beforeEach(() => openPage(BODY))

test("a save that takes the mark ready away takes it from the page, and the button offers it again", async (t) => {
  const { sent } = network(t, standing({}))
  startFollowing({ place: PLACE, version: () => 3, isWritten: () => true })
  await isSaved()
  assert.equal(sent[0].address, "/standing/")
  assert.equal(document.querySelector(".is-ready"), null)
  assert.equal(find("#entry-ready summary").textContent, "Çatışmır")
  assert.equal(find("[data-mark]").textContent, "Hazır de")
  assert.equal(find("[data-mark]").hasAttribute("data-ready"), true)
  assert.equal(wanted(), "1")
  assert.equal(find("#entry-history li").textContent, "12:02")
  assert.equal(document.querySelector("#entry-moves > p"), null) // the steps themselves are the same
})

test("what somebody has opened stays open, and what has the focus is left until the focus is elsewhere", async (t) => {
  network(t, standing({}), standing({}, { "entry-ready": MISSING.replace("bir", "iki") }), standing({}, { "entry-ready": MISSING }))
  startFollowing({ place: PLACE, isWritten: () => true })
  await isSaved()
  const details = /** @type {HTMLDetailsElement} */ (find("#entry-ready details"))
  details.open = true
  await isSaved()
  assert.equal(find("#entry-ready a").textContent, "iki")
  assert.equal(/** @type {HTMLDetailsElement} */ (find("#entry-ready details")).open, true)
  find("#entry-ready a").focus()
  await isSaved()
  assert.equal(document.activeElement.textContent, "iki")
})

test("who types keeps the focus, the caret and what is typed", async (t) => {
  network(t, standing({ state: "submitted", editable: false, ready: false }))
  startFollowing({ place: PLACE, isWritten: () => true })
  const text = /** @type {HTMLTextAreaElement} */ (find("#text"))
  text.value = "yazılan"
  text.focus()
  text.setSelectionRange(3, 3)
  await isSaved()
  assert.equal(document.activeElement, text)
  assert.deepEqual([text.value, text.selectionStart], ["yazılan", 3])
  assert.equal(find("#entry-moves").textContent, "yeni addımlar")
})

test("a part in which somebody has begun to write is left alone", async (t) => {
  network(t, standing({ state: "approved", editable: false }))
  startFollowing({ place: PLACE })
  find("#entry-moves").insertAdjacentHTML("beforeend", '<textarea name="reason"></textarea>')
  const reason = /** @type {HTMLTextAreaElement} */ (find("[name=reason]"))
  reason.value = "səbəb"
  await isSaved()
  assert.equal(/** @type {HTMLTextAreaElement} */ (find("[name=reason]")).value, "səbəb")
})

test("steps that come new name the version from which the page writes on", async (t) => {
  const form = '<form><input type="hidden" name="version" class="js-version" value="9"></form>'
  network(t, standing({ version: 9, editable: false }, { "entry-moves": form }))
  startFollowing({ place: PLACE, version: () => 3 })
  await isSaved()
  assert.equal(/** @type {HTMLInputElement} */ (find("#entry-moves .js-version")).value, "3")
})

test("the heartbeat makes the page ask only where something is another than the page has", async (t) => {
  const { sent } = network(t, standing({ ready: false }), standing({ state: "submitted", editable: false }))
  const following = startFollowing({ place: PLACE, isWritten: () => true })
  following.hear(heard({}))
  await settle()
  assert.equal(sent.length, 0)
  following.hear(heard({ ready: false })) // marked by nobody any more: another tab
  await settle()
  assert.equal(sent.length, 1)
  following.hear(heard({ ready: false }))
  await settle()
  assert.equal(sent.length, 1)
  following.hear(heard({ state: "submitted", editable: false, ready: false }))
  await settle()
  assert.equal(sent.length, 2)
})

test("an answer that fails changes nothing, and two saves while one answer is under way ask once more", async (t) => {
  const { sent } = network(t, { status: 500 }, standing({}), standing({}))
  startFollowing({ place: PLACE, isWritten: () => true })
  await isSaved()
  assert.equal(find(".is-ready").textContent, "Hazırdır")
  for (const _save of [1, 2, 3]) document.dispatchEvent(new CustomEvent("entry:saved", { detail: null }))
  await settle()
  assert.equal(sent.length, 3)
})

test("comments are new when they are others than before, not when the page comes", () => {
  const following = startFollowing({ place: PLACE })
  assert.deepEqual(["1 0 0", "1 0 0", "2 0 0", "2 1 0"].map((comments) => following.hasNewComments(heard({ comments }))), [false, false, true, true])
})

test("a save in another window of one's own is not called a colleague's", () => {
  assert.equal(savedBy(heard({ updated_by: "Nümunə Əməkdaş" })), "Nümunə Əməkdaş has saved meanwhile.")
  assert.equal(savedBy(heard({ updated_by: "Nümunə Əməkdaş", updated_by_me: true })), "You have saved in another window.")
})
