import { find, openPage, settle } from "../setup/page.js"
import assert from "node:assert/strict"
import { test } from "node:test"
import { network, unreachable } from "../setup/network.js"
import { sendInPlace } from "nap-tracker/evidence/send"

const FORM = '<details><summary>Əlavə et</summary><form action="/add/"><input type="hidden" name="action" value="edit"><input name="title" value="Nümunə"><button>Göndər</button></form></details>'
const PAGE = `<main id="main"><p id="text">mətn</p><section id="evidence"><div data-evidence-told></div>${FORM}</section></main>`

/** @param {string} told */
const answer = (told) => `<html><body><p id="text">başqa id="evidence"</p><section class="evidence" id="evidence" aria-label="Sübutlar"><div data-evidence-told>${told}</div>${FORM}</section></body></html>`

function start() {
  openPage(PAGE)
  let prepared = 0
  sendInPlace(find("#evidence"), () => { prepared += 1 })
  /** @type {string[]} */
  const heard = []
  document.addEventListener("evidence:changed", () => heard.push("changed"))
  return { heard, prepared: () => prepared }
}

const told = () => find("[data-evidence-told]").textContent
const press = () => find("#evidence button").click()

test("the part about the evidence takes its place, and nothing else of the page", async (t) => {
  const { sent } = network(t, { html: answer("Əlavə edildi.") })
  const { heard, prepared } = start()
  press()
  press() // under way
  assert.match(told(), /^It is being sent\./)
  await settle()
  assert.equal(told(), "Əlavə edildi.")
  assert.equal(find("#text").textContent, "mətn")
  assert.deepEqual(sent.map(({ address, method, fields }) => [address, method, fields]), [["/add/", "POST", { action: "edit", title: "Nümunə" }]])
  assert.deepEqual([heard, prepared()], [["changed"], 2])
  assert.equal(find("#evidence form").hasAttribute("data-in-place"), true)
})

test("where the connection is lost all stays, is said, and can be sent again", async (t) => {
  network(t, unreachable(), { html: answer("Əlavə edildi.") })
  const { heard } = start()
  /** @type {HTMLInputElement} */
  const field = find("[name=title]")
  field.value = "Yazılmış"
  press()
  await settle()
  assert.match(told(), /^The connection was lost\./)
  assert.equal(field.value, "Yazılmış")
  assert.equal(field.isConnected, true)
  assert.equal(find("#evidence form").hasAttribute("aria-busy"), false)
  assert.deepEqual(heard, [])
  press()
  await settle()
  assert.equal(told(), "Əlavə edildi.")
})

test("a refusal is shown as the server says it; one without the page gets a sentence", async (t) => {
  network(t, { status: 422, html: answer('<p id="problem" tabindex="-1">Fayl seçin.</p>') }, { status: 413, html: "<p>large</p>" },
    { status: 503, html: "<p>busy</p>" }, { status: 401, json: { signed_out: true } })
  const { heard } = start()
  for (const sentence of [/^Fayl seçin\.$/, /^Too much was sent at once/, /^The server did not accept it\./, /^Not sent: the session has ended$/]) {
    press()
    await settle()
    assert.match(told(), sentence)
  }
  assert.deepEqual(heard, [])
})

test("whoever writes in a field of it goes on writing there until it is left", async (t) => {
  network(t, { html: answer("Əlavə edildi.") })
  start()
  /** @type {HTMLInputElement} */
  const field = find("[name=title]")
  press()
  field.focus()
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }))
  await settle()
  assert.equal(document.activeElement, field)
  assert.match(told(), /^It is being sent\./)
  field.blur()
  await settle()
  await new Promise((resolve) => { setTimeout(resolve) })
  assert.equal(told(), "Əlavə edildi.")
})

test("the page asks before it is left while something is being sent", async (t) => {
  /** @type {(answered: {html: string}) => void} */
  let arrive
  network(t, new Promise((resolve) => { arrive = resolve }))
  start()
  const leaves = () => window.dispatchEvent(new Event("beforeunload", { cancelable: true }))
  assert.equal(leaves(), true)
  press()
  assert.equal(leaves(), false)
  arrive({ html: answer("Əlavə edildi.") })
  await settle()
  assert.equal(leaves(), true)
})
