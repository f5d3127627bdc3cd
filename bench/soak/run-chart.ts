import { type Panel, plot } from './plot.js'
import type { Sample } from './sample.js'

const BLUE = '#0969da'
const RED = '#cf222e'
const GREEN = '#1a7f37'
const MIB = 1024 * 1024

/** Draws the samples of a run as SVG. */
export function runChart(title: string, samples: readonly Sample[]): string {
  const curve = (name: string, color: string, of: (sample: Sample) => number) => ({
    ...{ name, color },
    points: samples.map(sample => ({ x: sample.at / 60, y: of(sample) })),
  })
  const panels: Panel[] = [
    {
      title: 'Memory of the component',
      unit: 'MiB',
      curves: [
        curve('resident', BLUE, ({ component }) => component.rss / MIB),
        curve('heap after collection', RED, ({ component }) => component.heapAfterCollection / MIB),
      ],
    },
    {
      title: 'Queues',
      unit: 'number',
      curves: [
        curve('undelivered', BLUE, ({ database }) => database.undelivered),
        curve('pending answers', RED, ({ load }) => load.waiting),
      ],
    },
    {
      title: 'Event loop delay since the last sample',
      unit: 'ms',
      curves: [
        curve('99th percentile', BLUE, ({ component }) => component.loopDelayP99),
        curve('longest', RED, ({ component }) => component.loopDelayMax),
      ],
    },
    {
      title: 'Database',
      unit: 'MiB',
      curves: [
        curve('file', BLUE, ({ database }) => database.file / MIB),
        curve('write-ahead log', RED, ({ database }) => database.log / MIB),
      ],
    },
    { title: 'Memory of the XMPP server', unit: 'MiB', curves: [curve('', GREEN, ({ server }) => server.rss / MIB)] },
    { title: 'Acknowledged', unit: 'a second', curves: [{ name: '', color: GREEN, points: acknowledged(samples) }] },
  ]
  return plot(title, panels)
}

function acknowledged(samples: readonly Sample[]) {
  const sum = ({ load }: Sample) => Object.values(load.counts).reduce((all, count) => all + count.acknowledged, 0)
  return samples.flatMap((sample, n) => {
    const before = samples[n - 1]
    if (!before || sample.at - before.at < 5) return []
    return [{ x: sample.at / 60, y: (sum(sample) - sum(before)) / (sample.at - before.at) }]
  })
}
