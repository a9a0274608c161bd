// Class hours by day as stacked bars.
import type { EChartsCoreOption } from 'echarts/core'
import type { DaySaid } from '../../api/schema'
import { COLOURS } from '../../parts/outcomes'
import { common, OUTCOMES } from '../../words/common'
import { onDay } from '../../words/times'

export function dayChart(days: DaySaid[]): EChartsCoreOption {
  return {
    animation: false,
    grid: { left: 4, right: 8, top: 44, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, type: 'scroll', itemWidth: 14, textStyle: { fontSize: 13, color: '#1b2433' } },
    tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' } },
    xAxis: { type: 'category', data: days.map(({ day }) => onDay(day)), axisLabel: { color: '#55617a' } },
    yAxis: { type: 'value', minInterval: 1, axisLabel: { color: '#55617a' } },
    series: OUTCOMES.map((outcome) => ({
      name: common(outcome),
      type: 'bar',
      stack: 'hours',
      barMaxWidth: 34,
      color: COLOURS[outcome],
      data: days.map(({ hours }) => hours[outcome] ?? 0),
    })),
  }
}
