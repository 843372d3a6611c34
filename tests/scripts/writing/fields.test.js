import assert from "node:assert/strict"
import { test } from "node:test"
import { fieldsOf, newPageName } from "nap-tracker/writing/fields"

const CONTENT = {
  narrative: "<p>söz</p>",
  status: "partly",
  nothing_to_report: false,
  nothing_reason: "",
  internal_note: "qeyd",
  figures: { 7: "1 250", 8: "" },
}
const FIELDS = {
  narrative: "<p>söz</p>",
  status: "partly",
  nothing_reason: "",
  internal_note: "qeyd",
  parts: "nothing_to_report nothing_reason internal_note figures",
  "figure-7": "1 250",
  "figure-8": "",
}

test("a content becomes the fields of the form; a tick that is not set is no field", () => {
  assert.deepEqual(fieldsOf(CONTENT), FIELDS)
  assert.deepEqual(fieldsOf({ ...CONTENT, nothing_to_report: true }), { ...FIELDS, nothing_to_report: "on" })
})

test("every page has a name of its own, of sixteen bytes", () => {
  const names = Array.from({ length: 50 }, newPageName)
  assert.equal(new Set(names).size, 50)
  for (const name of names) assert.match(name, /^[0-9a-f]{32}$/)
})
