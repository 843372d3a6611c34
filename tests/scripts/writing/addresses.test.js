// Addresses of links: completed or refused, as the server does it.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { completeAddress } from "nap-tracker/writing/addresses"

/** @type {[string, string][]} */
const table = JSON.parse(readFileSync(new URL("../../data/addresses.json", import.meta.url), "utf8"))

test("the editor and the server have one list of addresses", () => {
  assert.ok(table.length > 30)
  assert.deepEqual(table.map(([typed]) => [typed, completeAddress(typed)]), table)
})
