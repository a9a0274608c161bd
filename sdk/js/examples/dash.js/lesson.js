const player = dashjs.MediaPlayer().create()
player.initialize(document.querySelector('#player'), '/media/lesson.mpd', false)
session.attach('#player')
