import { expect, test } from 'vitest'
import type { Band, Course } from '../../api/schema'
import { items, lanes, positions } from './lanes'

const START = 1_700_000_000_000

const band = (kind: string, from: number, to: number, mediaFrom: number, mediaTo: number): Band => ({
  kind, start: START + from, end: START + to, lesson: 'lesson-1', media_from: mediaFrom, media_to: mediaTo,
})

const course = (bands: Band[], more: Partial<Course> = {}): Course =>
  ({
    verdict: { findings: [] },
    credits: [],
    picture: { windows: [], slices: [{ lesson: 'lesson-1', start: 10_000, end: 60_000, offset: 100_000 }], bands, gaps: [], marks: [] },
    ...more,
  }) as unknown as Course

test('positions are on the axis of the class hour, and a gap in time is a gap in the line', () => {
  const drawn = positions(course([band('engaged', 0, 5_000, 10_000, 15_000), band('engaged', 9_000, 12_000, 15_000, 18_000)]))
  expect(drawn).toEqual([
    [START, 100_000],
    [START + 5_000, 105_000],
    [START + 5_001, null],
    [START + 9_000, 105_000],
    [START + 12_000, 108_000],
  ])
})

test('a lesson that is no part of the hour has no position', () => {
  const other: Band = { ...band('engaged', 0, 1_000, 0, 1_000), lesson: 'lesson-9' }
  expect(positions(course([other]))).toEqual([])
})

test('every band, mark, gap and finding stands in a lane and says in words what it is', () => {
  const drawn = items(
    course([band('fast', 0, 4_000, 10_000, 16_000)], {
      verdict: { findings: [{ code: 'played_fast', start: START, end: START + 4_000 }] },
      picture: {
        windows: [], slices: [], bands: [band('fast', 0, 4_000, 10_000, 16_000)],
        gaps: [{ kind: 'offline', start: START, end: START + 9 }],
        marks: [{ kind: 'popup', at: START, until: START + 3_000, outcome: 'missed' }],
      },
    } as unknown as Partial<Course>),
  )
  expect(drawn.map(({ value }) => value[2])).toEqual([0, 4, 2, 5])
  expect(drawn[0]?.name).toContain('倍速播放')
  expect(drawn[2]?.name).toContain('未回应')
})

test('an hour of 5,000 marks is described in a moment', () => {
  const began = performance.now()
  const marks = Array.from({ length: 5_000 }, (_, n) => ({ kind: 'prevented', at: START + n * 500, outcome: 'seek' }))
  const option = lanes(course([], { picture: { windows: [], slices: [], bands: [], gaps: [], marks } } as unknown as Partial<Course>))
  expect((option['series'] as { data: unknown[] }[])[1]?.data).toHaveLength(5_000)
  expect(performance.now() - began).toBeLessThan(1_000)
})
