import "../setup/page.js"
import assert from "node:assert/strict"
import { test } from "node:test"
import { gettext, interpolate } from "nap-tracker/base/words"

test("a word is looked up in the catalogue that the page has at that moment", () => {
  assert.equal(gettext("Copy"), "Copy")
  window.gettext = (text) => ({ Copy: "Köçür" })[text] ?? text
  assert.equal(gettext("Copy"), "Köçür")
  assert.equal(gettext("Close"), "Close")
})

test("values go where they are named, each as often as it is, and nothing else is touched", () => {
  assert.equal(interpolate("%(who)s, %(when)s, %(who)s", { who: "Ə. Nümunə", when: "11:40" }), "Ə. Nümunə, 11:40, Ə. Nümunə")
  assert.equal(interpolate("100 % (s) %s", { s: "x" }), "100 % (s) %s")
})
