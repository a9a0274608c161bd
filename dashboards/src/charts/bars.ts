// Bars on top of each other, along days, months or whatever else has a name.
import type { EChartsCoreOption } from 'echarts/core'
import { COLOURS } from '../parts/outcomes'
import { common, OUTCOMES } from '../words/common'

export interface Bar {
  name: string
  color: string
  data: number[]
  stack?: string
}

export function barChart(names: string[], bars: Bar[]): EChartsCoreOption {
  return {
    animation: false,
    grid: { left: 4, right: 8, top: 44, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, type: 'scroll', itemWidth: 14, textStyle: { fontSize: 13, color: '#1b2433' } },
    tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' } },
    xAxis: { type: 'category', data: names, axisLabel: { color: '#55617a' } },
    yAxis: { type: 'value', minInterval: 1, axisLabel: { color: '#55617a' } },
    series: bars.map((bar) => ({ type: 'bar', stack: 'all', barMaxWidth: 34, ...bar })),
  }
}

/** Class hours by what became of them, without what became of none. */
export function hourBars(counts: Record<string, number>[]): Bar[] {
  const bars = OUTCOMES.map((outcome) => ({ name: common(outcome), color: COLOURS[outcome], data: counts.map((hours) => hours[outcome] ?? 0) }))
  return bars.filter(({ data }) => data.some((hours) => hours > 0))
}
