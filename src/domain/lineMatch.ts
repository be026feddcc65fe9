/**
 * Which line of `b` each line of `a` became (-1 = none): Myers' linear-space comparison of the lines that both sides
 * have. Partners ascend and are equal lines. After `steps` comparisons a part that is still open counts as replaced,
 * so hostile input costs quality of the answer and not time.
 */
export function matchLines(a: readonly string[], b: readonly string[], steps: number): Int32Array {
  const left = sharedLines(a, new Set(b))
  const right = sharedLines(b, new Set(a))
  const partner = new Int32Array(a.length).fill(-1)
  const open: Box[] = [{ a: 0, aEnd: left.length, b: 0, bEnd: right.length }]
  const search: Search = { a, b, left, right, partner, stepsLeft: steps }
  for (let box = open.pop(); box !== undefined; box = open.pop()) {
    const inner = trimEnds(box, search)
    if (inner.a === inner.aEnd || inner.b === inner.bEnd) continue
    const middle = middleSnake(inner, search)
    if (middle === undefined) continue
    open.push({ ...inner, aEnd: middle.a, bEnd: middle.b }, { ...inner, a: middle.a, b: middle.b })
  }
  return partner
}

/** Half-open ranges of `left` and `right` that are still to be compared with each other. */
interface Box {
  readonly a: number
  readonly aEnd: number
  readonly b: number
  readonly bEnd: number
}

interface Search {
  readonly a: readonly string[]
  readonly b: readonly string[]
  /** Positions of lines that the other side has too: all others are taken away or added whatever the answer. */
  readonly left: Int32Array
  readonly right: Int32Array
  readonly partner: Int32Array
  stepsLeft: number
}

function sharedLines(lines: readonly string[], other: ReadonlySet<string>): Int32Array {
  return Int32Array.from(lines.flatMap((line, at) => (other.has(line) ? [at] : [])))
}

function isSame(search: Search, a: number, b: number): boolean {
  return search.a[search.left[a] ?? -1] === search.b[search.right[b] ?? -1]
}

/** Pairs off equal lines at both ends; what remains differs in its first and in its last line. */
function trimEnds(box: Box, search: Search): Box {
  let { a, aEnd, b, bEnd } = box
  while (a < aEnd && b < bEnd && isSame(search, a, b)) pair(search, a++, b++)
  while (a < aEnd && b < bEnd && isSame(search, aEnd - 1, bEnd - 1)) pair(search, --aEnd, --bEnd)
  return { a, aEnd, b, bEnd }
}

function pair(search: Search, a: number, b: number): void {
  search.partner[search.left[a] ?? -1] = search.right[b] ?? -1
}

interface Point {
  readonly a: number
  readonly b: number
}

/** One box with the furthest points reached on each diagonal (a - b), from its start and from its end. */
interface Grid {
  readonly box: Box
  readonly width: number
  readonly height: number
  readonly fromStart: Int32Array
  readonly fromEnd: Int32Array
  /** Index of diagonal 0 in both. */
  readonly zero: number
}

/**
 * A point on a shortest path that is neither corner of the box (Myers 1986, section 4b: searches from both corners
 * until they meet); undefined when the steps are used up.
 */
function middleSnake(box: Box, search: Search): Point | undefined {
  const grid = gridOf(box)
  const half = Math.ceil((grid.width + grid.height) / 2)
  for (let edits = 0; edits <= half && search.stepsLeft > 0; edits += 1) {
    const met = reach(search, grid, 'start', edits) ?? reach(search, grid, 'end', edits)
    if (met !== undefined) return met
  }
  return undefined
}

function gridOf(box: Box): Grid {
  const width = box.aEnd - box.a
  const height = box.bEnd - box.b
  const zero = Math.ceil((width + height) / 2) + 1
  const diagonals = 2 * zero + 1
  return {
    box,
    width,
    height,
    zero,
    fromStart: new Int32Array(diagonals),
    fromEnd: new Int32Array(diagonals),
  }
}

type Corner = 'start' | 'end'

/** One more edit from one corner; the meeting point when a diagonal now overlaps the other corner's search. */
function reach(search: Search, grid: Grid, corner: Corner, edits: number): Point | undefined {
  const { width, height, zero } = grid
  const own = corner === 'start' ? grid.fromStart : grid.fromEnd
  const other = corner === 'start' ? grid.fromEnd : grid.fromStart
  const last = edits - 2 * Math.max(0, edits - width)
  for (let diagonal = -(edits - 2 * Math.max(0, edits - height)); diagonal <= last; diagonal += 2) {
    const start = nextStart(own, zero, diagonal, edits)
    const end = follow(search, grid, corner, { a: start, b: start - diagonal })
    own[zero + diagonal] = end
    const opposite = width - height - diagonal
    if (!isMeeting(grid, corner, edits, opposite)) continue
    if (end + (other[zero + opposite] ?? 0) < width) continue
    const at = corner === 'start' ? start : end
    return pointAt(grid.box, corner, { a: at, b: at - diagonal })
  }
  return undefined
}

/** One edit on from whichever neighbour diagonal got further; the outermost diagonals have one neighbour. */
function nextStart(reached: Int32Array, zero: number, diagonal: number, edits: number): number {
  const below = reached[zero + diagonal - 1] ?? 0
  const above = reached[zero + diagonal + 1] ?? 0
  const isFromAbove = diagonal === -edits || (diagonal !== edits && below < above)
  return isFromAbove ? above : below + 1
}

/** The searches can meet only where the other one has been: after an odd number of edits from the start's side. */
function isMeeting({ width, height }: Grid, corner: Corner, edits: number, opposite: number): boolean {
  const lead = corner === 'start' ? 1 : 0
  return (width + height) % 2 === lead && Math.abs(opposite) <= edits - lead
}

/** How far equal lines go on from a point, both counted from the corner; the point's new `a`. */
function follow(search: Search, { box, width, height }: Grid, corner: Corner, from: Point): number {
  let { a, b } = from
  search.stepsLeft -= 1
  while (a < width && b < height) {
    const same =
      corner === 'start'
        ? isSame(search, box.a + a, box.b + b)
        : isSame(search, box.aEnd - 1 - a, box.bEnd - 1 - b)
    if (!same) break
    a += 1
    b += 1
    search.stepsLeft -= 1
  }
  return a
}

function pointAt(box: Box, corner: Corner, { a, b }: Point): Point {
  return corner === 'start' ? { a: box.a + a, b: box.b + b } : { a: box.aEnd - a, b: box.bEnd - b }
}
