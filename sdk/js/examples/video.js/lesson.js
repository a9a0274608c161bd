// video.js wraps the element that it is given and keeps it: the selector finds the wrapper, the SDK the video in it.
window.player = videojs('player', { sources: [{ src: '/media/lesson.mp4', type: 'video/mp4' }] })
session.attach('#player')
