// Some Chromium versions play HLS by themselves; hls.js is used here whenever it can be.
const hls = new Hls()
hls.loadSource('/media/lesson.m3u8')
hls.attachMedia(document.querySelector('#player'))
session.attach('#player')
