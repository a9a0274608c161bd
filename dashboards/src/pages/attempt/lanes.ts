// The attempt's picture as one ECharts option: the course of the video on top, lanes of what happened below, on one axis of
// time that can be zoomed and moved.
import type { EChartsCoreOption } from 'echarts/core'
import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts/types/dist/shared'
import type { Band, Course, Mark, Slice } from '../../api/schema'
import { atSecond, lasting } from '../../words/times'
import { kind, t, type Kind } from './words'

const LANES = ['lanePlay', 'laneCredit', 'lanePopup', 'laneFace', 'laneLink', 'laneFinding'] as const
type Lane = (typeof LANES)[number]

const COLOUR: Record<string, string> = {
  engaged: '#2f7d57', fast: '#c0392b', concurrent: '#c0392b', hidden: '#c77700', stalled: '#b9c0cc', held: '#8a97ad', away: '#d9a441',
  unobserved: '#7d6bb0', paused: '#d5dae3', credited: '#2f7d57', uncredited: '#c77700', disconnected: '#7d8798', offline: '#b07a7a',
  answered: '#2f7d57', accepted: '#2f7d57', pass: '#2f7d57', seen: '#2f7d57', missed: '#c0392b', not_accepted: '#c77700', fail: '#c0392b',
  review: '#c77700', retry: '#c77700', prevented: '#2f6fc4', taken_over: '#7d6bb0',
}
const OTHER = '#55617a'

const LANE_OF: Record<string, Lane> = {
  popup: 'lanePopup', photo: 'laneFace', liveness: 'laneFace', in_person: 'laneFace', camera: 'laneFace',
  takeover: 'laneLink', page: 'laneLink', seek: 'lanePlay', prevented: 'lanePlay', hint: 'laneFinding',
}

/** A thing in a lane: from, until, lane, and what is said of it. */
interface Item {
  value: [number, number, number]
  itemStyle: { color: string }
  name: string
}

const named = (word: string): string => kind(word as Kind)
const when = (start: number, end: number): string => (end - start > 1000 ? `${atSecond(start)} – ${atSecond(end)}` : atSecond(start))

const item = (lane: Lane, start: number, end: number, colour: string, ...words: string[]): Item => ({
  value: [start, end, LANES.indexOf(lane)],
  itemStyle: { color: colour },
  name: [when(start, end), ...words.filter(Boolean)].join('\n'),
})

const band = (lane: Lane) => (one: Band): Item =>
  item(lane, one.start, one.end, COLOUR[one.kind] ?? OTHER, named(one.kind), one.reason ?? '', one.lesson ? `${one.lesson} ${lasting(one.media_from ?? 0)}–${lasting(one.media_to ?? 0)}` : '')

const mark = (one: Mark): Item =>
  item(LANE_OF[one.kind] ?? 'laneFinding', one.at, one.until ?? one.at, COLOUR[one.outcome] ?? COLOUR[one.kind] ?? OTHER, named(one.kind), one.outcome in COLOUR ? named(one.outcome) : one.outcome, one.reason ?? '')

/** Everything in lanes. */
export function items(course: Course): Item[] {
  const { bands, gaps, marks } = course.picture
  const findings = course.verdict.findings ?? []
  return [
    ...bands.map(band('lanePlay')),
    ...course.credits.map(band('laneCredit')),
    ...gaps.map(band('laneLink')),
    ...marks.map(mark),
    ...findings.filter((one) => one.end).map((one) => item('laneFinding', one.start ?? 0, one.end ?? 0, one.cured ? '#9aa3b2' : '#c0392b', one.code)),
  ]
}

/** The video's position, in ms of the class hour, at the beginning and the end of every stretch that was played. */
export function positions(course: Course): [number, number | null][] {
  const points: [number, number | null][] = []
  for (const one of course.picture.bands) {
    const offset = offsetOf(course.picture.slices, one)
    if (offset === undefined) continue
    const last = points.at(-1)
    if (last && one.start - last[0] > 1000) points.push([last[0] + 1, null])
    points.push([one.start, offset + (one.media_from ?? 0)], [one.end, offset + (one.media_to ?? 0)])
  }
  return points
}

function offsetOf(slices: Slice[], { lesson = '', media_from: at = 0 }: Band): number | undefined {
  const mine = slices.filter((slice) => slice.lesson === lesson)
  const slice = mine.find(({ start, end }) => start <= at && at <= end) ?? mine[0]
  return slice && slice.offset - slice.start
}

/** One item: a bar as long as it lasted, and never too thin to be seen and pointed at. */
function draw(_: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) {
  const lane = api.value(2)
  const [left = 0, middle = 0] = api.coord([api.value(0), lane])
  const [right = 0] = api.coord([api.value(1), lane])
  const height = (api.size?.([0, 1]) as number[])[1] ?? 20
  const shape = { x: left, y: middle - height * 0.32, width: Math.max(right - left, 4), height: height * 0.64 }
  return { type: 'rect' as const, shape, style: { fill: api.visual('color') as string } }
}

export function lanes(course: Course): EChartsCoreOption {
  const time = { type: 'time', axisLabel: { formatter: (value: number) => atSecond(value), color: '#55617a', hideOverlap: true } }
  return {
    animation: false,
    tooltip: { renderMode: 'richText', confine: true, formatter: ({ name, value }: { name: string; value: number[] }) => name || `${atSecond(value[0] ?? 0)}\n${lasting(value[1] ?? 0)}` },
    dataZoom: [{ type: 'slider', xAxisIndex: [0, 1], bottom: 6, height: 22, labelFormatter: '' }, { type: 'inside', xAxisIndex: [0, 1], zoomOnMouseWheel: 'ctrl' }],
    grid: [{ left: 96, right: 14, top: 30, height: 190 }, { left: 96, right: 14, top: 236, height: 176 }],
    xAxis: [{ ...time, gridIndex: 0, axisLabel: { show: false } }, { ...time, gridIndex: 1 }],
    yAxis: [
      { type: 'value', name: t('laneMedia'), nameTextStyle: { color: '#55617a', align: 'right' }, axisLabel: { formatter: lasting, color: '#55617a' }, gridIndex: 0 },
      { type: 'category', data: LANES.map((lane) => t(lane)), inverse: true, gridIndex: 1, axisTick: { show: false }, axisLabel: { color: '#1b2433', width: 88, overflow: 'break' } },
    ],
    series: [
      { type: 'line', data: positions(course), showSymbol: false, color: '#1d4f91', lineStyle: { width: 2 }, connectNulls: false },
      { type: 'custom', xAxisIndex: 1, yAxisIndex: 1, renderItem: draw, encode: { x: [0, 1], y: 2 }, data: items(course), clip: true },
    ],
  }
}
