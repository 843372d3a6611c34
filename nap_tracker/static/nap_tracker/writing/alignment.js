// What two rows of things have in common, in their order.

const MOST_PAIRS = 1_000_000 // of things to compare: more takes longer than anybody waits for

/**
 * The longest common subsequence as pairs of places. Where very much differs, only what both begin and end with alike.
 * @param {string[]} old
 * @param {string[]} wanted
 */
export function commonPlaces(old, wanted) {
  const shorter = Math.min(old.length, wanted.length)
  let head = 0
  while (head < shorter && old[head] === wanted[head]) head += 1
  let tail = 0
  while (tail < shorter - head && old.at(-1 - tail) === wanted.at(-1 - tail)) tail += 1
  const rows = old.length - head - tail
  const columns = wanted.length - head - tail
  /** @type {[number, number][]} */
  const pairs = Array.from({ length: head }, (_nothing, place) => [place, place])
  if (rows * columns <= MOST_PAIRS) {
    const middle = subsequence(old.slice(head, head + rows), wanted.slice(head, head + columns))
    for (const [row, column] of middle) pairs.push([head + row, head + column])
  }
  for (let place = tail; place > 0; place -= 1) pairs.push([old.length - place, wanted.length - place])
  return pairs
}

/**
 * @param {string[]} old
 * @param {string[]} wanted
 */
function subsequence(old, wanted) {
  return heaviest(old.length, wanted.length, (row, column) => Number(old[row] === wanted[column]))
}

/**
 * The pairs of places, in order on both sides, that weigh most together; a pair of weight 0 is none.
 * @param {number} rows
 * @param {number} columns
 * @param {(row: number, column: number) => number} weigh
 */
export function heaviest(rows, columns, weigh) {
  const width = columns + 1
  const sums = new Float32Array((rows + 1) * width)
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      const at = row * width + column
      const weight = weigh(row, column)
      const without = Math.max(sums[at + width], sums[at + 1])
      sums[at] = weight ? Math.max(sums[at + width + 1] + weight, without) : without
    }
  }
  /** @type {[number, number][]} */
  const pairs = []
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    const at = row * width + column
    if (sums[at] === Math.max(sums[at + width], sums[at + 1])) {
      if (sums[at + width] >= sums[at + 1]) row += 1
      else column += 1
    } else {
      pairs.push([row++, column++])
    }
  }
  return pairs
}
