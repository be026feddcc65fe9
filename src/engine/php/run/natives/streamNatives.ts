import { newCell } from '../cell.ts'
import { knownString, taintBits } from '../../abstract.ts'
import type { Abstract } from '../../abstract.ts'
import { write } from '../branches.ts'
import { dataOf } from '../includes.ts'
import type { CallSite, Stream } from '../machine.ts'
import { makeObject } from '../objects.ts'
import { anything, known, listOf, toPhp, traced } from '../values.ts'
import type { Facts } from '../values.ts'
import type { Native } from './native.ts'

/** Functions that read files. The only file that is there is the content itself, and what an address holds as data. */
export const streamNatives: ReadonlyMap<string, Native> = new Map<string, Native>([
  ['file_get_contents', readWhole],
  ['file', readLines],
  ['php_strip_whitespace', readWhole],
  ['fopen', open],
  ['fread', (site) => readPart(site, numberAt(site, 1))],
  ['stream_get_contents', readRest],
  ['fgets', readLine],
  ['fgetc', (site) => readPart(site, 1)],
  ['fseek', seek],
  ['rewind', seek],
  ['ftell', tellPosition],
  ['feof', isAtEnd],
  ['filesize', sizeOf],
  ['fpassthru', () => undefined],
])

const selfFacts: Facts = {
  taint: taintBits.self,
  trace: { word: 'file_get_contents', before: { word: '__FILE__', before: null } },
}

/** Text of the file a value names; undefined when it is not the content or `data:`. */
function textAt(path: Abstract | undefined, site: CallSite): Abstract | undefined {
  if (path === undefined) return undefined
  if (isSelf(path)) return known(site.frame.machine.root.text, selfFacts)
  const text = knownString(path)
  return text === undefined ? undefined : dataOf(text, path, site.frame)
}

function isSelf(path: Abstract): boolean {
  return path.state === 'unknown' && (path.taint & taintBits.self) !== 0
}

function readWhole(site: CallSite): Abstract | undefined {
  const whole = textAt(site.args[0], site)
  const offset = numberAt(site, 3)
  const length = numberAt(site, 4)
  if (whole?.state !== 'known' || typeof whole.value !== 'string') return whole
  const start = offset ?? 0
  return known(whole.value.slice(start, length === undefined ? undefined : start + length), whole)
}

/** The lines end with their line ends unless FILE_IGNORE_NEW_LINES is asked for. */
function readLines(site: CallSite): Abstract | undefined {
  const whole = textAt(site.args[0], site)
  if (whole?.state !== 'known' || typeof whole.value !== 'string') return whole
  site.frame.machine.meter.touch(whole.value.length)
  const keeps = ((numberAt(site, 1) ?? 0) & ignoreLineEnds) === 0
  const lines = whole.value.split('\n', linesMax)
  const last = lines.length - 1
  const values = lines.map((line, index) => known(keeps && index < last ? `${line}\n` : line, whole))
  return listOf(values)
}

const ignoreLineEnds = 2
const linesMax = 65_536

function open(site: CallSite): Abstract | undefined {
  const { machine } = site.frame
  const whole = textAt(site.args[0], site)
  if (whole?.state !== 'known' || typeof whole.value !== 'string') return undefined
  const stream = makeObject(machine, { className: 'stream', info: null, args: [], kind: 'single' })
  if (stream.state !== 'object') return undefined
  machine.streams.set(stream.id, { text: whole.value, position: newCell(known(0)) })
  return { ...stream, taint: whole.taint, trace: whole.trace }
}

function streamOf(site: CallSite): Stream | undefined {
  const handle = site.args[0]
  return handle?.state === 'object' ? site.frame.machine.streams.get(handle.id) : undefined
}

function positionOf(stream: Stream): number | undefined {
  const { value } = stream.position
  return value.state === 'known' && typeof value.value === 'number' ? value.value : undefined
}

function readPart(site: CallSite, length: number | undefined): Abstract | undefined {
  const stream = streamOf(site)
  const at = stream === undefined ? undefined : positionOf(stream)
  if (stream === undefined || at === undefined || length === undefined) return undefined
  return advance(stream, Math.min(stream.text.length, at + Math.max(0, length)), site)
}

function readRest(site: CallSite): Abstract | undefined {
  const stream = streamOf(site)
  if (stream === undefined) return undefined
  const offset = numberAt(site, 2)
  if (offset !== undefined && offset >= 0) write(site.frame.machine, stream.position, known(offset))
  const length = numberAt(site, 1)
  return length === undefined || length < 0
    ? advance(stream, stream.text.length, site)
    : readPart(site, length)
}

function readLine(site: CallSite): Abstract | undefined {
  const stream = streamOf(site)
  const at = stream === undefined ? undefined : positionOf(stream)
  if (stream === undefined || at === undefined) return undefined
  const end = stream.text.indexOf('\n', at)
  return at >= stream.text.length
    ? known(false)
    : advance(stream, end === -1 ? stream.text.length : end + 1, site)
}

function advance(stream: Stream, end: number, site: CallSite): Abstract {
  const at = positionOf(stream)
  if (at === undefined) return { ...anything, ...selfFacts }
  site.frame.machine.meter.touch(Math.max(0, end - at))
  write(site.frame.machine, stream.position, known(Math.max(at, end)))
  return known(stream.text.slice(at, end), { taint: taintBits.self, trace: traced(selfFacts.trace, 'fread') })
}

function seek(site: CallSite): Abstract | undefined {
  const stream = streamOf(site)
  if (stream === undefined) return undefined
  const offset = site.args.length === 1 ? 0 : numberAt(site, 1)
  const base = bases.get(numberAt(site, 2) ?? 0)?.(stream) ?? 0
  write(
    site.frame.machine,
    stream.position,
    offset === undefined ? anything : known(Math.max(0, base + offset)),
  )
  return known(0)
}

const bases: ReadonlyMap<number, (stream: Stream) => number> = new Map([
  [0, () => 0],
  [1, (stream: Stream) => positionOf(stream) ?? 0],
  [2, (stream: Stream) => stream.text.length],
])

function tellPosition(site: CallSite): Abstract | undefined {
  return streamOf(site)?.position.value
}

function isAtEnd(site: CallSite): Abstract | undefined {
  const stream = streamOf(site)
  const at = stream === undefined ? undefined : positionOf(stream)
  return stream === undefined || at === undefined ? undefined : known(at >= stream.text.length)
}

function sizeOf(site: CallSite): Abstract | undefined {
  const [path] = site.args
  return path !== undefined && isSelf(path) ? known(site.frame.machine.root.text.length) : undefined
}

function numberAt(site: CallSite, place: number): number | undefined {
  const value = site.args[place]
  const php = value === undefined ? undefined : toPhp(value, site.frame.machine.meter)
  return typeof php === 'number' ? php : undefined
}
