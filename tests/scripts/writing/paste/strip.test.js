import { charactersVisited } from "../../setup/visited.js"
import assert from "node:assert/strict"
import { test } from "node:test"
import { strip } from "nap-tracker/writing/paste/strip"

const markupOf = (/** @type {string} */ html) => strip(html).markup

test("styles are put away, attributes that say something stay, those that do something go", () => {
  assert.equal(markupOf('<p style="color: red" onclick="x()" id=a>söz</p>'), '<p data-style="color: red">söz</p>')
  assert.equal(markupOf("<TD COLSPAN=2 rowspan = '3'>x</TD>"), "<td colspan=2 rowspan='3'>x</td>")
  assert.equal(markupOf('<a href="/?a>b" target=_blank>x</a onclick=x>'), '<a href="/?a>b">x</a>')
  assert.equal(markupOf("<input disabled value=x / checked>"), "<input>")
})

test("what nobody sees goes with its content, in any case of letters; without its end only the tag goes", () => {
  assert.equal(markupOf("a<script>x < y</script>b<STYLE>p {}</style>c"), "abc")
  assert.equal(markupOf("a<script>b"), "ab")
  assert.equal(markupOf("a</style>b</style>c"), "abc")
})

test("comments go; signs that begin no tag stay, and so does a tag that never ends", () => {
  assert.equal(markupOf("<!--[if x]><p>y</p><![endif]-->z"), "z")
  assert.equal(markupOf("x < 5, y <5 <ç"), "x < 5, y <5 <ç")
  assert.equal(markupOf("<p>söz <p a='x"), "<p>söz &lt;p a='x")
})

test("white space around the marks of a copied part goes, that inside stays", () => {
  assert.equal(markupOf("<body> \r\n<!--StartFragment--> söz <!--EndFragment-->\r\n </body>"), "<body> söz </body>")
  assert.equal(markupOf("<i>a</i> <!-- b --> <i>c</i>"), "<i>a</i>  <i>c</i>")
})

test("the names of all tags are told, also of those that went", () => {
  assert.deepEqual([...strip("<P><o:p></o:p><script></script></p><b").names], ["p", "o:p", "script"])
  assert.deepEqual([...strip("x < y").names], [])
})

for (const piece of ["<p ' ", "<!-- ", "<style>", '<p a="x ', "<b>", "< ", "</"]) {
  test(`the work grows with the length only, also for many ${piece}`, () => {
    const [few, many] = [1_000, 4_000].map((times) => charactersVisited(() => strip(piece.repeat(times))))
    assert.ok(few >= 1_000 * piece.length) // it counts
    assert.ok(many < 5 * few, `${few} characters gone over, ${many} for a text four times as long`)
  })
}
