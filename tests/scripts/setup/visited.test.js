import assert from "node:assert/strict"
import { test } from "node:test"
import { charactersVisited } from "./visited.js"

const TEXT = "a<b<c"

test("what is looked through counts up to what is found, else to the end", () => {
  assert.equal(charactersVisited(() => { TEXT.indexOf("<", 1) }), 1)
  assert.equal(charactersVisited(() => { TEXT.indexOf("<", 2) }), 2)
  assert.equal(charactersVisited(() => { TEXT.indexOf(">", 1) }), 4)
  assert.equal(charactersVisited(() => { TEXT.trim() }), 5)
  assert.equal(charactersVisited(() => { /<c/.exec(TEXT) }), 5)
  assert.equal(charactersVisited(() => { /d/.exec(TEXT) }), 5)
  assert.equal(charactersVisited(() => { /a<b/y.exec(TEXT) }), 3)
  assert.equal(charactersVisited(() => { /<b/y.exec(TEXT) }), 1)
})

test("going over the rest again at each piece is seen", () => {
  const search = (/** @type {string} */ text) => () => {
    for (let place = 0; place < text.length; place += 1) text.indexOf(">", place)
  }
  assert.ok(charactersVisited(search("<".repeat(400))) > 15 * charactersVisited(search("<".repeat(100))))
})

test("it ends with what it counts, also where that fails", () => {
  const { indexOf } = String.prototype
  assert.throws(() => charactersVisited(() => { throw new RangeError("a mistake") }), RangeError)
  assert.equal(String.prototype.indexOf, indexOf)
  assert.equal("trim" in String.prototype && " a ".trim(), "a")
})
