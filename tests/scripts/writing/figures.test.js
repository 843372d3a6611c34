import { find, openPage, settle, type } from "../setup/page.js"
import { network, unreachable } from "../setup/network.js"
import { charactersVisited } from "../setup/visited.js"
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { readFigure, showFigure, startFigures } from "nap-tracker/writing/figures"

/**
 * The cases to which the server is held as well: tests/plans/services/test_figures.py.
 * @type {{read: string[][], refused: string[][], shown: string[][], jumps: [string, string, boolean][]}}
 */
const CASES = JSON.parse(readFileSync("tests/data/figures.json", "utf8"))

/**
 * @param {string} name
 * @param {string} kind
 * @param {{value?: string, before?: string}} [more]
 */
const figure = (name, kind, { value = "", before = "" } = {}) => `<div class="figure">
<label for="${name}"><span>${name}</span> (nəfər)</label><input id="${name}" value="${value}" data-figure="${kind}" data-last-year="${before}">
<p data-jump hidden>Sıçrayış</p></div>`

const NUMBERS = `<details data-numbers="/numbers/"><summary></summary><div data-numbers-place></div></details>`
const CHIPS = `<ul><li><button type="button" class="chip" data-number="1 250">1 250 nəfər</button></li>
<li><button type="button" class="chip" data-number="12,5">12,5 %</button></li></ul>`

/** @param {string} fields */
function openForm(fields) {
  openPage(`<form id="entry-form">${fields}</form>`)
  const form = /** @type {EntryForm} */ (find("#entry-form"))
  startFigures(form)
  return form
}

/** @param {string} selector */
const valueOf = (selector) => /** @type {HTMLInputElement} */ (find(selector)).value

/** @param {string} selector */
const settleIn = (selector) => find(selector).dispatchEvent(new Event("change", { bubbles: true }))

/** Opens the numbers, anew where they are open, which the server gives then. */
async function openNumbers() {
  /** @type {HTMLDetailsElement} */
  const offer = find("[data-numbers]")
  for (const open of [false, true]) {
    if (offer.open === open) continue
    const toggled = new Promise((resolve) => { offer.addEventListener("toggle", resolve, { once: true }) })
    offer.open = open
    await toggled
  }
  await settle()
}

for (const [typed, kind, value] of CASES.read) {
  test(`${JSON.stringify(typed)} is read as ${value}, being ${kind}`, () => {
    assert.equal(readFigure(typed, kind), value)
  })
}

for (const [typed, kind] of [...CASES.refused, ["", "whole"], [" ", "decimal"]]) {
  test(`${JSON.stringify(typed)} is no ${kind} number`, () => {
    assert.equal(readFigure(typed, kind), null)
  })
}

for (const [value, shown] of CASES.shown) {
  test(`${value} is shown as ${shown} and read back`, () => {
    assert.equal(showFigure(value), shown)
    assert.equal(readFigure(shown, "decimal"), value)
  })
}

for (const [value, before, jumps] of CASES.jumps) {
  test(`${value} after ${before} ${jumps ? "is a jump" : "is no jump"}`, () => {
    openForm(figure("a", "decimal", { value, before }))
    assert.equal(find("[data-jump]").hidden, !jumps)
  })
}

test("a million digits stay as they were typed, and are gone over only to take space away", () => {
  const typed = "9".repeat(1_000_000)
  openForm(figure("a", "whole"))
  type("#a", typed)
  settleIn("#a")
  assert.equal(valueOf("#a"), typed)
  assert.ok(charactersVisited(() => readFigure(typed, "whole")) <= typed.length)
})

test("a number is written as it was understood when the field is left, and not while it is typed", () => {
  openForm(figure("a", "whole") + figure("b", "decimal"))
  type("#a", "1.250")
  assert.equal(valueOf("#a"), "1.250")
  settleIn("#a")
  assert.equal(valueOf("#a"), "1\u00a0250")
  type("#b", "çox")
  settleIn("#b")
  assert.equal(valueOf("#b"), "çox")
})

test("the warning of a jump comes and goes while one types; without last year's figure there is none", () => {
  openForm(figure("a", "whole", { before: "10" }) + figure("b", "whole"))
  const [warning, none] = document.querySelectorAll("[data-jump]")
  type("#a", "101")
  assert.equal(warning.hidden, false)
  type("#a", "100")
  assert.equal(warning.hidden, true)
  type("#b", "101")
  assert.equal(none.hidden, true)
})

test("other fields of the form are none of its business", () => {
  openForm(`${figure("a", "whole")}<input id="note">`)
  type("#note", "1.250")
  settleIn("#note")
  assert.equal(valueOf("#note"), "1.250")
})

test("figures that script has put there are looked at too", () => {
  const form = openForm(figure("a", "whole", { before: "10" }))
  const input = /** @type {HTMLInputElement} */ (find("#a"))
  input.value = "101"
  form.dispatchEvent(new Event("change", { bubbles: true }))
  assert.equal(find("[data-jump]").hidden, false)
  assert.equal(input.value, "101")
})

test("the jump of a field that one is in is said aloud, once", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] })
  openForm(figure("a", "whole", { before: "10" }))
  find("#a").focus()
  type("#a", "101")
  t.mock.timers.tick(100)
  assert.equal(find("p.spoken").textContent, "Sıçrayış")
  find("p.spoken").textContent = ""
  type("#a", "1010")
  t.mock.timers.tick(100)
  assert.equal(find("p.spoken").textContent, "")
})

test("the numbers of the text are asked for when they are opened, and again when the text is saved", async (t) => {
  const { sent } = network(t, { html: CHIPS }, { html: "<p>heç nə</p>" })
  openForm(figure("a", "whole") + NUMBERS)
  await settle()
  assert.equal(sent.length, 0)
  await openNumbers()
  assert.equal(document.querySelectorAll(".chip").length, 2)
  document.dispatchEvent(new CustomEvent("entry:saved"))
  await settle()
  assert.equal(find("[data-numbers-place]").innerHTML, "<p>heç nə</p>")
  assert.deepEqual(sent.map(({ address, method }) => `${method} ${address}`), ["GET /numbers/", "GET /numbers/"])
})

test("numbers that cannot be fetched are said to be missing, and those that are shown stay", async (t) => {
  const { sent } = network(t, unreachable(), { html: CHIPS }, { status: 500 })
  openForm(figure("a", "whole") + NUMBERS)
  await openNumbers()
  assert.equal(find("[data-numbers-place]").textContent, "The numbers could not be fetched. Close this and open it again.")
  await openNumbers()
  assert.equal(document.querySelectorAll(".chip").length, 2)
  await openNumbers()
  assert.equal(document.querySelectorAll(".chip").length, 2)
  assert.equal(sent.length, 3)
})

test("a number goes into the one figure that there is, and tells of itself", async (t) => {
  network(t, { html: CHIPS })
  openForm(figure("a", "whole") + NUMBERS)
  await openNumbers()
  let told = 0
  find("#entry-form").addEventListener("input", () => { told += 1 })
  find('[data-number="1 250"]').click()
  assert.equal(valueOf("#a"), "1 250")
  assert.equal(told, 1)
  assert.equal(document.activeElement.id, "a")
})

test("a number with decimals is no choice for a whole figure, and that is said", async (t) => {
  network(t, { html: CHIPS })
  openForm(figure("a", "whole") + NUMBERS)
  await openNumbers()
  find('[data-number="12,5"]').click()
  assert.equal(find(".choose").textContent, "No figure of this entry takes a number with decimals.")
  assert.equal(valueOf("#a"), "")
})

test("of several figures those that take the number are offered; the choice closes by the chip and by Escape", async (t) => {
  network(t, { html: CHIPS })
  openForm(figure("a", "whole") + figure("b", "decimal") + figure("c", "decimal") + NUMBERS)
  await openNumbers()
  const chip = find('[data-number="12,5"]')
  const offered = () => [...document.querySelectorAll(".choose button")].map((button) => button.textContent)
  chip.click()
  assert.deepEqual(offered(), ["b", "c"])
  assert.equal(chip.getAttribute("aria-expanded"), "true")
  chip.click()
  assert.deepEqual(offered(), [])
  find('[data-number="1 250"]').click()
  assert.deepEqual(offered(), ["a", "b", "c"])
  find(".choose").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }))
  assert.deepEqual(offered(), [])
  assert.equal(document.activeElement.textContent, "1 250 nəfər")
  chip.click()
  find(".choose button:last-child").click()
  assert.deepEqual(["#a", "#b", "#c"].map(valueOf), ["", "", "12,5"])
  assert.deepEqual(offered(), [])
})

test("a form that is read only takes no number", async (t) => {
  network(t, { html: CHIPS })
  openForm(figure("a", "whole") + NUMBERS)
  await openNumbers()
  ;/** @type {HTMLInputElement} */ (find("#a")).readOnly = true
  find('[data-number="1 250"]').click()
  assert.equal(valueOf("#a"), "")
})
