import assert from "node:assert/strict"
import { test } from "node:test"
import { fromBase64, toHex } from "nap-tracker/base/bytes"

test("bytes become two figures each", () => {
  assert.equal(toHex(new Uint8Array([0, 9, 16, 255])), "000910ff")
  assert.equal(toHex(new Uint8Array()), "")
})

test("base64 becomes bytes, and what is none is refused", () => {
  assert.deepEqual(fromBase64("AP8Q"), new Uint8Array([0, 255, 16]))
  assert.throws(() => fromBase64("Ə"), { name: "InvalidCharacterError" })
})
