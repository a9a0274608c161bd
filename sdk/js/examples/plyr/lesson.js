// Plyr replaces its <video> at every new source, so the box around it is attached and not the element.
window.player = new Plyr('#player', { iconUrl: '', blankVideo: '', loadSprite: false })
window.show = (src) => {
  player.source = { type: 'video', sources: [{ src, type: 'video/mp4' }] }
}
show('/media/lesson.mp4')
session.attach('#course')
