// Where a moment and a media position are on the drawing.  Sessions that lie far apart are drawn next to each other.

export const BREAK = 28; // px between two windows of time
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((seconds) => seconds * 1000);

/** Time to x: each window gets its share of the width. */
export function timeScale(windows, width, margin) {
  const total = windows.reduce((sum, [start, end]) => sum + end - start, 0);
  const perMs = (width - 2 * margin - BREAK * (windows.length - 1)) / Math.max(1, total);
  let left = margin;
  const parts = windows.map(([start, end]) => {
    const part = { start, end, left, right: left + (end - start) * perMs };
    left = part.right + BREAK;
    return part;
  });
  const inside = (part, moment) => part.left + (Math.min(Math.max(moment, part.start), part.end) - part.start) * perMs;
  return {
    parts,
    x: (moment) => inside(parts.findLast((part) => part.start <= moment) ?? parts[0], moment),
    moment: (x) => {
      const part = parts.findLast((candidate) => candidate.left <= x) ?? parts[0];
      return Math.min(part.end, part.start + Math.max(0, x - part.left) / perMs);
    },
    ticks: (apart) => parts.flatMap((part) => ticksOf(part, perMs, apart)),
  };
}

function ticksOf(part, perMs, apart) {
  const step = STEPS.find((candidate) => candidate * perMs >= apart) ?? STEPS.at(-1);
  const ticks = [];
  for (let at = Math.ceil(part.start / step) * step; at <= part.end; at += step) ticks.push(at);
  // A window too short for a round time still says when it was.
  return ticks.length ? ticks : [part.start];
}

/** A lesson's media position to the unit's own axis, in ms; null where the unit does not have it. */
export function unitPosition(slices, lesson, media) {
  const part = slices.find((slice) => slice.lesson === lesson && media >= slice.start && media <= slice.end);
  return part ? part.offset + media - part.start : null;
}

export const unitLength = (slices) => slices.reduce((sum, slice) => sum + slice.end - slice.start, 0);
