import { byId } from './dom.js';
import { state } from './store.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 600;
const HEIGHT = 56;
/** Room for the marks of alerts above the bars. */
const TOP = 14;

/** Draws requests as bars, and alerts as marks above them. */
export function showPlot() {
  const { buckets } = state.activity;
  const highest = Math.max(4, ...buckets.map(({ accepted, failed }) => accepted + failed));
  const step = WIDTH / Math.max(1, buckets.length);
  const scale = (HEIGHT - TOP) / highest;
  const shapes = buckets.flatMap((bucket, index) => {
    const x = index * step;
    const good = bucket.accepted * scale;
    const bad = bucket.failed * scale;
    return [
      ...bar('accepted', x, HEIGHT - good, step, good),
      ...bar('failed', x, HEIGHT - good - bad, step, bad),
      ...(bucket.opened > 0 ? bar('opened', x, 0, step, 6) : []),
      ...(bucket.closed > 0 ? bar('closed', x, 7, step, 4) : []),
    ];
  });
  byId('plot').replaceChildren(...shapes);
  const text = summary(buckets);
  if (byId('plot-text').textContent !== text) byId('plot-text').textContent = text;
}

function bar(kind, x, y, step, height) {
  if (height <= 0) return [];
  const shape = document.createElementNS(SVG, 'rect');
  const position = { x: x + 0.5, y, width: Math.max(1, step - 1), height, rx: 1 };
  for (const [name, value] of Object.entries(position)) shape.setAttribute(name, String(value));
  shape.setAttribute('class', kind);
  return [shape];
}

function summary(buckets) {
  const sum = (what) => buckets.reduce((total, bucket) => total + bucket[what], 0);
  const requests = sum('accepted') + sum('failed');
  if (requests + sum('opened') + sum('closed') === 0) return 'No requests in the last 10 minutes.';
  return (
    `Last 10 minutes: ${counted(requests, 'request')}, ${sum('failed')} refused or unanswered; ` +
    `${counted(sum('opened'), 'alert')} raised, ${sum('closed')} closed.`
  );
}

function counted(number, word) {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
