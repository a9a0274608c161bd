// Vidstack makes its <video> late: attach the box first, in any order; the SDK finds the video when it comes.
// The package's own files with an import map: its CDN build fetches parts from a foreign host.
session.attach('#course')
await import('../node_modules/vidstack/prod/define/vidstack-player.js')
